package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.DeclareFailover;
import io.pra.failback.api.FailoverDetection;
import io.pra.failback.api.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Standby and Completed: nothing is enforced; a failover begins the next episode. */
final class BetweenEpisodes {
  private BetweenEpisodes() {}

  static void decide(Draft draft) {
    if (draft.authority == Authority.Unknown) {
      // What was declared before the plan knew anything is not about a failover that is still to
      // come.
      draft.declarationAnswered = declaration(draft);
      FirstEvidence.weigh(draft);
    } else {
      watchForFailover(draft);
    }
  }

  /** Nothing is enforced here: what is seen may begin the next episode. */
  static void watchForFailover(Draft draft) {
    if (!Premises.twoVCenters(draft)) {
      draft.failoverSeenSince = null;
      return;
    }
    boolean servedByRecovery = mostRecoveryRuns(draft);
    boolean primaryRuns = draft.pairs.stream().anyMatch(pair -> pair.runs(Side.Primary));
    String declared = declaration(draft);
    if (declared.isEmpty()) {
      // Taken back: the same words, said again, are about another failover.
      draft.declarationAnswered = "";
    } else if (!declared.equals(draft.declarationAnswered)) {
      answerDeclaration(draft, declared, servedByRecovery);
      return;
    }
    boolean automatic = draft.seen.spec().failoverDetection() == FailoverDetection.Automatic;
    if (!automatic || !servedByRecovery || primaryRuns) {
      draft.failoverSeenSince = null;
      draft.say(
          situation(servedByRecovery, primaryRuns),
          declared.isEmpty()
              ? "nothing: observes only"
              : "nothing: observes only; spec.declareFailover was answered in an earlier episode,"
                  + " and counts again once its reason is another");
      return;
    }
    if (draft.failoverSeenSince == null
        || draft.failoverSeenSince.isBefore(draft.seen.lookingSince())) {
      draft.failoverSeenSince = draft.now();
      draft.tell(
          Turn.warning(
              "FailoverSuspected",
              "most recovery VMs run and no primary VM is seen running; a failover if it lasts %d s"
                  .formatted(draft.seen.spec().failoverDetectionSeconds())));
    }
    Instant due = draft.failoverSeenSince.plusSeconds(draft.seen.spec().failoverDetectionSeconds());
    if (draft.now().isBefore(due)) {
      long left = Duration.between(draft.now(), due).toSeconds() + 1;
      draft.say("a failover is suspected; sure in %d s".formatted(left), "wait");
      return;
    }
    Episodes.begin(
        draft,
        Turn.warning(
            "FailoverDetected", "production runs at the recovery site; the primary is held"));
  }

  private static void answerDeclaration(Draft draft, String declared, boolean servedByRecovery) {
    DeclareFailover declaration = draft.seen.spec().declareFailover();
    if (!servedByRecovery) {
      refuse(draft, declaration);
      return;
    }
    boolean begun =
        Episodes.begin(
            draft,
            Turn.warning(
                "FailoverDeclared",
                "%s declared a failover; the primary is held".formatted(declaration.by())));
    if (begun) {
      draft.declarationAnswered = declared;
    }
  }

  /** Production that cannot be seen is as good as none: says what keeps it from being seen. */
  private static void refuse(Draft draft, DeclareFailover declaration) {
    SiteView recovery = draft.seen.recovery();
    if (!Premises.exists(draft, Side.Recovery) || !Gates.mayStartAt(draft, recovery)) {
      return;
    }
    if (recovery.readable()
        && (!FirstEvidence.coversSome(draft)
            || (draft.pairs.stream().allMatch(pair -> pair.recovery().isEmpty())
                && !Gates.everyVmHasATwin(draft)))) {
      return;
    }
    String see =
        recovery.readable()
            ? draft.pairs.stream()
                .filter(pair -> pair.isUnknown(Side.Recovery))
                .findFirst()
                .map(pair -> "reconnect the host of VM %s and ".formatted(pair.recoveryName()))
                .orElse("")
            : "restore the contact with site %s and ".formatted(recovery.name());
    draft.stall(
        "DeclarationRefused",
        "%s declared a failover, but most recovery VMs of the plan are not seen running"
            .formatted(declaration.by()),
        see + "start production at the recovery site, or remove spec.declareFailover");
  }

  private static String declaration(Draft draft) {
    DeclareFailover declared = draft.seen.spec().declareFailover();
    return declared == null
        ? ""
        : RequestHash.sha256(declared.by() + "\n" + declared.reason()).substring(0, 16);
  }

  private static boolean mostRecoveryRuns(Draft draft) {
    List<Pair> withTwin = draft.pairs.stream().filter(pair -> !pair.recovery().isEmpty()).toList();
    long running = withTwin.stream().filter(pair -> pair.runs(Side.Recovery)).count();
    return !withTwin.isEmpty() && running * 2 > withTwin.size();
  }

  private static String situation(boolean recoveryServes, boolean primaryRuns) {
    if (recoveryServes && primaryRuns) {
      return "both sites run; nothing is enforced, for only a person can know which copy is right";
    }
    if (recoveryServes) {
      return "production runs at the recovery site; failoverDetection is Manual, so nothing is held";
    }
    return primaryRuns ? "the primary serves" : "nothing is seen running";
  }
}
