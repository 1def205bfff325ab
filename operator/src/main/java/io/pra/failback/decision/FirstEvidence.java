package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.InitialAuthority;
import io.pra.failback.api.Side;
import java.util.Optional;

/**
 * Which site has authority when a plan is new (DESIGN section 2). The wrong answer suspends
 * production, or lets two sites run: where evidence is lacking, the answer is none, and nothing is
 * held.
 */
final class FirstEvidence {
  private FirstEvidence() {}

  static void weigh(Draft draft) {
    InitialAuthority asserted = draft.seen.spec().initialAuthority();
    SiteView primary = draft.seen.primary();
    SiteView recovery = draft.seen.recovery();
    if (!Premises.twoVCenters(draft) || !Premises.unopposed(draft)) {
      return;
    }
    if (asserted == InitialAuthority.Primary) {
      standBy(draft, "initialAuthority asserts the primary");
      return;
    }
    boolean holdsOnAWord = asserted == InitialAuthority.Recovery;
    if (!Premises.exists(draft, Side.Primary)
        || !(holdsOnAWord || Premises.exists(draft, Side.Recovery))) {
      return;
    }
    if (!recovery.readable() && (asserted == InitialAuthority.Detect || !primary.readable())) {
      waitForRecovery(draft);
      return;
    }
    if (!coversSome(draft)) {
      return;
    }
    if (asserted == InitialAuthority.Recovery) {
      Episodes.begin(draft, Turn.normal("AuthorityAsserted", "initialAuthority asserts recovery"));
      return;
    }
    long runAtRecovery = running(draft, Side.Recovery);
    long runAtPrimary = running(draft, Side.Primary);
    long atRecovery = draft.pairs.stream().filter(pair -> !pair.recovery().isEmpty()).count();
    boolean recoveryUnsure = draft.pairs.stream().anyMatch(pair -> pair.isUnknown(Side.Recovery));
    boolean primaryUnsure = draft.pairs.stream().anyMatch(pair -> pair.isUnknown(Side.Primary));
    Optional<Interrupted> handover =
        draft.seen.surroundings().interrupted().filter(Interrupted::handedOver);
    if (runAtRecovery > 0 && handover.isPresent() && (runAtPrimary > 0 || primaryUnsure)) {
      undecided(draft, interrupted(handover.get(), runAtRecovery, atRecovery, runAtPrimary));
    } else if (runAtRecovery * 2 > atRecovery) {
      recoveryServes(draft, "%d of %d recovery VMs run".formatted(runAtRecovery, atRecovery));
    } else if (recoveryUnsure) {
      undecided(draft, "the power state of some recovery VMs is not known");
    } else if (runAtRecovery > 0) {
      if (runAtPrimary > 0) {
        undecided(
            draft,
            "%d of %d recovery VMs run, and %d primary VMs too"
                .formatted(runAtRecovery, atRecovery, runAtPrimary));
      } else if (primaryUnsure) {
        undecided(
            draft,
            "%d of %d recovery VMs run, and what runs at the primary is not known"
                .formatted(runAtRecovery, atRecovery));
      } else {
        recoveryServes(draft, "%d of %d recovery VMs run".formatted(runAtRecovery, atRecovery));
      }
    } else if (runAtPrimary > 0) {
      standBy(draft, "%d primary VMs run and no recovery VM does".formatted(runAtPrimary));
    } else if (primaryUnsure) {
      undecided(draft, "no recovery VM runs, and the primary cannot be read");
    } else {
      recoveryServes(draft, "no VM of either site runs");
    }
  }

  /** Gate: the plan is about some VM. */
  static boolean coversSome(Draft draft) {
    if (draft.pairs.isEmpty()) {
      draft.stall(
          "NoVirtualMachines",
          "no VM of either site matches a wave",
          "check spec.waves of the plan and spec.virtualMachines of both sites");
    }
    return !draft.pairs.isEmpty();
  }

  /** To take the recovery VMs that were not stopped yet for evidence would suspend production. */
  private static String interrupted(Interrupted left, long atRecovery, long of, long atPrimary) {
    return "%d of %d recovery VMs run, and %d primary VMs; %s of an earlier plan of this name, deleted, was in phase %s at %s: the primary had been approved"
        .formatted(atRecovery, of, atPrimary, left.episode(), left.phase(), left.at());
  }

  private static long running(Draft draft, Side side) {
    return draft.pairs.stream().filter(pair -> pair.runs(side)).count();
  }

  private static void standBy(Draft draft, String evidence) {
    draft.authority = Authority.Primary;
    draft.tell(Turn.normal("AuthorityDetected", "authority is Primary: " + evidence));
    draft.say("the primary serves", "nothing: observes only");
  }

  private static void recoveryServes(Draft draft, String evidence) {
    Episodes.begin(draft, Turn.normal("AuthorityDetected", "authority is Recovery: " + evidence));
  }

  private static void undecided(Draft draft, String evidence) {
    draft.stall(
        "AuthorityUndecided",
        "which site has authority cannot be told, so nothing is held: " + evidence,
        "say it: "
            + draft.commands.assertAuthority("Recovery")
            + " (the primary will be held), or \"Primary\"");
  }

  /** With neither site in sight nobody can be held, so only the primary can be asserted. */
  private static void waitForRecovery(Draft draft) {
    SiteView recovery = draft.seen.recovery();
    String orSay =
        draft.seen.primary().readable()
            ? ", or say which site has authority: " + draft.commands.assertAuthority("Recovery")
            : draft.seen.spec().initialAuthority() == InitialAuthority.Recovery
                ? " with one of the sites"
                : ", or, if the primary serves, say so: "
                    + draft.commands.assertAuthority("Primary");
    draft.stall(
        "RecoveryUnreadable",
        "site %s cannot be read: %s; nothing is held until it can"
            .formatted(recovery.name(), recovery.problem()),
        "restore the contact" + orSay);
  }
}
