package io.pra.failback.decision;

import io.pra.failback.api.Abort;
import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.api.Stage;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must be so before a step is taken. Each gate that is shut stalls the draft with its reason
 * and the way out.
 */
final class Gates {
  private Gates() {}

  /** Whether somebody calls off this episode, or the request under way. */
  static boolean abortStands(Draft draft) {
    Abort abort = draft.seen.spec().abort();
    if (abort == null || draft.episode == null) {
      return false;
    }
    return draft.episode.id().equals(abort.request())
        || (draft.request != null && draft.request.id().equals(abort.request()));
  }

  /** Who believes to have aborted, and has not, must be told. */
  static String ignoredAbort(Draft draft) {
    Abort abort = draft.seen.spec().abort();
    return abort == null || !draft.phase.inEpisode() || abortStands(draft)
        ? ""
        : "; the abort by %s names %s and is not for %s"
            .formatted(abort.by(), abort.request(), draft.episode.id());
  }

  static String abortedBy(Draft draft) {
    Abort abort = draft.seen.spec().abort();
    String reason = abort.reason().isEmpty() ? "" : ": " + abort.reason();
    return "%s aborted%s".formatted(abort.by(), reason);
  }

  /**
   * Whatever else the plan waits for: a request that was open while nothing checked who approves is
   * never approved, for any answer to it may have been written then, and between two looks.
   */
  static void endWhatNobodyChecks(Draft draft) {
    boolean isOpen = draft.request != null && draft.episode.approvedAt() == null;
    if (!isOpen || ApprovalCount.hasExpired(draft.request, draft.now())) {
      return;
    }
    Optional<String> distrust = draft.seen.surroundings().approvals().distrusts(draft.request);
    if (distrust.isEmpty()) {
      return;
    }
    draft.request = draft.request.endingAt(draft.now());
    if (draft.seen.spec().paused() || draft.phase != Phase.AwaitingApproval) {
      draft.tell(
          Turn.warning(
              "RequestVoided",
              "request %s is void: %s".formatted(draft.request.id(), distrust.get())));
    }
  }

  /** The API server checks who approves; else whoever may patch the plan could say yes for all. */
  static boolean approvalsAreGuarded(Draft draft) {
    ApprovalGuard approvals = draft.seen.surroundings().approvals();
    if (approvals.refuses()) {
      draft.stall(ApprovalGuard.REASON, approvals.words(), ApprovalGuard.NEXT_STEP);
    }
    return !approvals.refuses();
  }

  static boolean bothReadable(Draft draft) {
    if (!Premises.twoSites(draft)) {
      return false;
    }
    for (SiteView site : List.of(draft.seen.primary(), draft.seen.recovery())) {
      if (!site.readable()) {
        draft.stall(
            "SiteUnreadable",
            "site %s cannot be read, so its VMs count as running: %s"
                .formatted(site.name(), site.problem()),
            "mend what SiteState %s says; it goes on by itself then".formatted(site.name()));
        return false;
      }
    }
    return true;
  }

  static boolean enforced(Draft draft) {
    for (SiteView site : List.of(draft.seen.primary(), draft.seen.recovery())) {
      if (site.mode() == Mode.DryRun) {
        draft.stall(
            "DryRun",
            "site %s is in mode DryRun: nothing is done there".formatted(site.name()),
            draft.commands.enforce(site.name()));
        return false;
      }
    }
    return true;
  }

  /**
   * Nothing is started at a site that people keep down by its own activity: their brake beats any
   * plan.
   */
  static boolean mayStartAt(Draft draft, SiteView site) {
    if (site.isKeptDown()) {
      draft.stall(
          "SiteKeptDown",
          "site %s has activity %s, which beats this plan: nothing is started there"
              .formatted(site.name(), site.activity()),
          draft.commands.planDriven(site.name()) + orAbort(draft));
      return false;
    }
    return true;
  }

  /** The operator's account has what the plan needs, as far as the vCenters were asked. */
  static boolean privileged(Draft draft) {
    List<Lack> lacks =
        Lack.of(draft.seen.spec(), draft.seen.primary(), draft.seen.recovery(), draft.pairs);
    if (!lacks.isEmpty()) {
      draft.stall(
          "MissingPrivileges",
          "the operator's account lacks " + Lack.words(lacks),
          Lack.NEXT_STEP + orAbort(draft));
    }
    return lacks.isEmpty();
  }

  /** Both vCenters were asked, or cannot be asked, what the operator may do at each VM. */
  static boolean privilegesAreAsked(Draft draft) {
    for (Side side : Side.values()) {
      Preflight preflight =
          (side == Side.Primary ? draft.seen.primary() : draft.seen.recovery()).preflight();
      Set<String> needed = Privileges.ofPlan(draft.seen.spec(), side);
      boolean open =
          preflight.problem().isEmpty()
              && draft.pairs.stream()
                  .flatMap(pair -> pair.at(side).stream())
                  .anyMatch(vm -> !preflight.unanswered(vm.ref(), needed).isEmpty());
      if (open) {
        draft.say("asks the vCenters what the operator may do there", "wait");
        return false;
      }
    }
    return true;
  }

  /**
   * Says it before anything else if a held VM runs and the vCenter does not let the guard stop it.
   */
  static void holdIsObeyed(Draft draft) {
    for (Side side : Side.values()) {
      RefusedHold.words(draft.seen, draft.pairs, side)
          .ifPresent(
              why -> draft.stall(RefusedHold.REASON, why, Lack.NEXT_STEP + "; or stop it by hand"));
    }
  }

  /** Each VM that will start exists once, and in one wave; each wave has one. */
  static boolean machinesAreCertain(Draft draft) {
    for (Pair pair : draft.pairs) {
      if (pair.isAmbiguous()) {
        draft.stall(
            "AmbiguousIdentity",
            "several VMs answer to the name or UUID of %s: %s"
                .formatted(pair.name(), references(pair)),
            "remove or rename the copies; all of them are held until then");
        return false;
      }
      if (pair.waves().size() != 1) {
        draft.stall(
            pair.waves().isEmpty() ? "VmInNoWave" : "VmInTwoWaves",
            pair.waves().isEmpty()
                ? "VM %s of this episode matches no wave any more".formatted(pair.name())
                : "VM %s matches the waves %s"
                    .formatted(pair.name(), String.join(" and ", pair.waves())),
            "make spec.waves name it in exactly one wave");
        return false;
      }
    }
    return draft.seen.spec().waves().stream()
        .allMatch(
            wave -> {
              boolean some = !Waves.pairsOf(wave.name(), draft.pairs).isEmpty();
              if (!some) {
                draft.stall(
                    "WaveMatchesNothing",
                    "wave %s matches no VM".formatted(wave.name()),
                    "correct or remove spec.waves[%s], or correct what spec.virtualMachines of SiteStates %s and %s selects"
                        .formatted(
                            wave.name(),
                            draft.seen.primary().name(),
                            draft.seen.recovery().name()));
              }
              return some;
            });
  }

  private static String references(Pair pair) {
    List<VirtualMachine> several = pair.primary().size() > 1 ? pair.primary() : pair.recovery();
    return several.stream()
        .map(vm -> vm.ref().value() + " " + vm.name())
        .collect(Collectors.joining(", "));
  }

  /** Every VM of the plan exists at the primary and none may run there. */
  static boolean primaryIsHeld(Draft draft) {
    Optional<Pair> missing =
        draft.pairs.stream().filter(pair -> pair.primary().isEmpty()).findFirst();
    if (missing.isPresent()) {
      draft.say(
          "waits for VM %s to appear at the primary".formatted(missing.get().name()),
          "wait for Zerto, or take the VM out of spec.waves");
      return false;
    }
    Optional<Pair> running =
        draft.pairs.stream().filter(pair -> pair.mayRun(Side.Primary)).findFirst();
    if (running.isEmpty()) {
      return true;
    }
    if (running.get().runs(Side.Primary)) {
      draft.say(
          "VM %s is being held".formatted(running.get().name()), "wait: the guard suspends it");
      enforced(draft);
    } else {
      primaryUnknown(draft, running.get());
    }
    return false;
  }

  /** Every VM that will start is there: better to know before the recovery site is stopped. */
  static boolean primaryExists(Draft draft) {
    return exist(draft, draft.pairs);
  }

  static boolean exist(Draft draft, List<Pair> pairs) {
    Optional<Pair> missing = pairs.stream().filter(pair -> pair.primary().isEmpty()).findFirst();
    missing.ifPresent(pair -> primaryMissing(draft, pair));
    return missing.isEmpty();
  }

  /** Where a VM has no twin, nobody can see that its copy does not run any more. */
  static boolean everyVmHasATwin(Draft draft) {
    Optional<Pair> alone =
        draft.pairs.stream().filter(pair -> pair.recovery().isEmpty()).findFirst();
    if (alone.isEmpty()) {
      return true;
    }
    String site = draft.seen.recovery().name();
    draft.stall(
        "VmWithoutTwin",
        "VM %s has no twin: there is no VM %s at site %s"
            .formatted(alone.get().name(), alone.get().recoveryName(), site),
        "correct spec.pairing.recoveryNameTemplate, or spec.virtualMachines of SiteState %s; or take the VM out of spec.waves"
            .formatted(site));
    return false;
  }

  /** The guard cannot suspend what it cannot see: a person must help. */
  static void primaryUnknown(Draft draft, Pair pair) {
    draft.stall(
        "PrimaryUnknown",
        "the power state of primary VM %s is not known, so it counts as running"
            .formatted(pair.name()),
        "reconnect its host; it goes on by itself then");
  }

  /** Where both sites may run by an approval, an edit may have forbidden it since. */
  static boolean overlapStillAllowed(Draft draft) {
    if (draft.authority == Authority.Both && draft.seen.spec().overlap() == Overlap.Forbidden) {
      draft.stall(
          "OverlapForbidden",
          "both sites may run, and an edit has forbidden it since: no more is started",
          "go back: "
              + draft.commands.abort(draft.episode.id())
              + "; or set spec.overlap to Allowed again, and approve the edit");
      return false;
    }
    return true;
  }

  /** No recovery VM may run, unless the authority allows it. */
  static boolean recoveryKeepsDown(Draft draft) {
    if (draft.authority == Authority.Both) {
      return true;
    }
    Optional<Pair> running =
        draft.pairs.stream().filter(pair -> pair.mayRun(Side.Recovery)).findFirst();
    if (running.isEmpty()) {
      return true;
    }
    String name = running.get().recoveryName();
    if (running.get().runs(Side.Recovery)) {
      draft.stall(
          "DualActive",
          "recovery VM %s runs while the primary has authority; the guard stops it".formatted(name),
          "find out who started it; it goes on by itself once no recovery VM runs");
    } else {
      draft.stall(
          "RecoveryUnknown",
          "the power state of recovery VM %s is not known, so it counts as running".formatted(name),
          "reconnect its host; it goes on by itself then");
    }
    return false;
  }

  /** Each of these VMs, which were brought up, still runs. */
  static boolean keepRunning(Draft draft, List<Pair> broughtUp) {
    Optional<Pair> down = broughtUp.stream().filter(pair -> !pair.runs(Side.Primary)).findFirst();
    if (down.isEmpty()) {
      return true;
    }
    Pair pair = down.get();
    if (pair.primary().isEmpty()) {
      primaryMissing(draft, pair);
    } else if (pair.isUnknown(Side.Primary)) {
      primaryUnknown(draft, pair);
    } else if (mayStartAt(draft, draft.seen.primary())) {
      draft.stall(
          "PrimaryVmDown",
          "primary VM %s was brought up and is not running now".formatted(pair.name()),
          "start it; it goes on by itself then" + orAbort(draft));
    }
    return false;
  }

  private static void primaryMissing(Draft draft, Pair pair) {
    draft.stall(
        "PrimaryVmMissing",
        "VM %s does not exist at the primary".formatted(pair.name()),
        "restore it" + orAbort(draft));
  }

  static String orAbort(Draft draft) {
    return draft.phase.canRollBack()
        ? "; or go back: " + draft.commands.abort(draft.episode.id())
        : "";
  }

  /**
   * The primary site's hosts can run what will start, as far as is known; what only advises shuts
   * no gate.
   */
  static boolean isRoomy(Draft draft) {
    CapacityStatus capacity = draft.capacity;
    if (!draft.seen.spec().capacity().blocking() || capacity.state() == CapacityState.Sufficient) {
      return true;
    }
    if (draft.seen.primary().capacity().isNotYet()) {
      draft.say("asks the vCenter what the hosts have free", "wait");
      return false;
    }
    draft.stall(
        capacity.state() == CapacityState.Insufficient ? "InsufficientCapacity" : "CapacityUnknown",
        capacity.message(),
        "%s; it goes on by itself then; or let it only advise: %s"
            .formatted(capacity.nextAction(), draft.commands.capacityOnlyAdvises()));
    return false;
  }

  /** What was Sufficient a while ago is looked at again before anybody is asked to rely on it. */
  static boolean roomIsSeenAnew(Draft draft) {
    boolean seen =
        !draft.seen.spec().capacity().blocking()
            || draft.seen.primary().capacity().isFresh(draft.now());
    if (!seen) {
      draft.say("asks the vCenter again what the hosts have free", "wait");
    }
    return seen;
  }

  /** Known not to fit: what is not known is no regression. */
  static boolean hasNoRoom(Draft draft) {
    return draft.seen.spec().capacity().blocking()
        && draft.capacity.state() == CapacityState.Insufficient;
  }

  /** Every blocking item of a stage passes; says which does not. */
  static boolean checklist(Draft draft, Stage stage) {
    List<ChecklistItem> open = ChecklistReview.open(draft.seen.spec(), draft.checks, stage);
    if (open.isEmpty()) {
      boolean seen = ChecklistReview.allSeen(draft.seen, stage);
      if (!seen) {
        draft.say("looks again at the checks after a restart", "wait");
      }
      return seen;
    }
    Optional<ChecklistItem> failed =
        open.stream().filter(item -> state(draft, item) == CheckState.Failed).findFirst();
    if (failed.isPresent()) {
      CheckStatus status = ChecklistReview.find(draft.checks, failed.get().id());
      draft.stall(
          "CheckFailed",
          "check %s fails: %s".formatted(failed.get().id(), status.message()),
          "mend what it found, or correct the check; it goes on by itself once it passes"
              + orAbort(draft));
      return false;
    }
    ChecklistItem first =
        open.stream().filter(item -> item.manual() != null).findFirst().orElse(open.get(0));
    String others = open.size() == 1 ? "" : " and %d more".formatted(open.size() - 1);
    if (first.manual() == null) {
      draft.say(
          "waits for check %s%s".formatted(first.id(), others),
          "wait: check %s runs".formatted(first.id()));
      return false;
    }
    Instant since = ChecklistReview.find(draft.checks, first.id()).since();
    Awaited person = new Awaited(first.manual(), since, draft.now());
    String wanted = SignOffs.wanted(draft.episode, draft.request, stage != Stage.BeforeApproval);
    draft.ask(
        "waits for check %s%s%s".formatted(first.id(), person.note(), others),
        person.next(draft.commands.signOff(first.id(), wanted)),
        open.stream().allMatch(item -> item.manual() != null));
    return false;
  }

  private static CheckState state(Draft draft, ChecklistItem item) {
    return ChecklistReview.find(draft.checks, item.id()).state();
  }
}
