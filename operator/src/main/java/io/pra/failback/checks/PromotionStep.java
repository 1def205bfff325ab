package io.pra.failback.checks;

import java.util.Optional;

/**
 * What is next in the promotion of a Redis replica, from what both servers say. Writes are taken
 * away from the old primary before they are given to the new one, so that at no step two take them.
 *
 * @param kind what to do
 * @param words for people: what was found, and of a refusal the mend
 */
record PromotionStep(Kind kind, String words) {
  enum Kind {
    /** The replica is the primary, and the old one takes no writes. */
    DONE,
    /** Neither server is touched: the words say what must change first. */
    REFUSE,
    /** The old primary is made a replica of the new one. */
    FENCE,
    /** The replica is made the primary. */
    PROMOTE
  }

  /**
   * What was seen of the old primary.
   *
   * @param said empty if it told nothing
   * @param silent whether nothing at all was heard of it
   * @param trouble why it told nothing
   * @param isDown whether it is known to run nowhere
   * @param evidence why, or why not
   */
  record Old(
      String peer,
      Optional<Replication> said,
      boolean silent,
      String trouble,
      boolean isDown,
      String evidence) {}

  static PromotionStep next(String peer, Replication replica, Old old) {
    if (old.said().isPresent()) {
      return old.said().get().isMaster()
          ? besideAMaster(peer, replica, old.peer(), old.said().get())
          : besideAReplica(peer, replica, old.peer(), old.said().get());
    }
    if (!old.silent()) {
      return refuse(
          "the old primary answers, so it runs, and cannot be asked: %s".formatted(old.trouble()));
    }
    return besideSilence(peer, replica, old);
  }

  private static PromotionStep besideAMaster(
      String peer, Replication replica, String oldPeer, Replication old) {
    if (replica.isMaster()) {
      return refuse(
          "%s and %s are masters both: find out whose writes count, and make the other one a replica by hand"
              .formatted(peer, oldPeer));
    }
    if (!replica.id().equals(old.id())) {
      return refuse(
          "%s does not follow %s: their replication ids differ. Correct redis.oldPrimary, or wait until the replica is in step"
              .formatted(peer, oldPeer));
    }
    if (!replica.linkIsUp()) {
      return refuse(
          "the link from %s to %s is down: writes that it has not received would be lost. Mend the link, or shut the old primary's VM down"
              .formatted(peer, oldPeer));
    }
    return new PromotionStep(Kind.FENCE, "");
  }

  private static PromotionStep besideAReplica(
      String peer, Replication replica, String oldPeer, Replication old) {
    if (!old.masterOf().equals(peer)) {
      return refuse(
          "%s is a replica of %s, which may take writes: name that one in redis.oldPrimary"
              .formatted(oldPeer, old.masterOf()));
    }
    if (!old.refusesWrites()) {
      return refuse(
          "%s is a replica that takes writes: set its replica-read-only to yes".formatted(oldPeer));
    }
    return replica.isMaster()
        ? new PromotionStep(Kind.DONE, "%s is the primary, %s follows it".formatted(peer, oldPeer))
        : new PromotionStep(Kind.PROMOTE, "%s takes no writes any more".formatted(oldPeer));
  }

  private static PromotionStep besideSilence(String peer, Replication replica, Old old) {
    if (!old.isDown()) {
      return refuse(
          "the old primary %s does not answer, and is not known to be down (%s): a second primary might arise. Make it answer, or name its recovery VM in redis.oldPrimary.virtualMachine and have it shut down; or promote by hand and vouch for it"
              .formatted(old.peer(), old.evidence()));
    }
    if (replica.isMaster()) {
      return new PromotionStep(Kind.DONE, "%s is the primary; %s".formatted(peer, old.evidence()));
    }
    if (replica.linkIsUp()) {
      return refuse(
          "%s hears its primary still (%s), though %s: it is another one, or the link has yet to time out"
              .formatted(peer, replica.masterOf(), old.evidence()));
    }
    if (replica.isLoading()) {
      return refuse(
          "%s was cut off while it loaded its data, and has only a part of it".formatted(peer));
    }
    return new PromotionStep(Kind.PROMOTE, old.evidence());
  }

  private static PromotionStep refuse(String words) {
    return new PromotionStep(Kind.REFUSE, words);
  }
}
