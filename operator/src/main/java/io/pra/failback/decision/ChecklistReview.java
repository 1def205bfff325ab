package io.pra.failback.decision;

import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.ReadinessCheck;
import io.pra.failback.api.SignOff;
import io.pra.failback.api.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How the checks of a plan stand, from what probes found and what people signed. */
public final class ChecklistReview {
  private ChecklistReview() {}

  /** One status for each checklist item and readiness check, in the plan's order. */
  static List<CheckStatus> review(Draft draft) {
    if (!draft.phase.inEpisode()) {
      // What was found and signed in the episode before is history, and stands.
      return all(draft, id -> known(draft.seen, id), item -> known(draft.seen, item.id()));
    }
    return all(
        draft, id -> probed(draft.seen, id), item -> signed(draft, item, since(draft, item)));
  }

  /** What was found before is no answer: every probe is to look again. */
  static List<CheckStatus> anew(Draft draft) {
    return all(draft, ChecklistReview::pending, item -> signed(draft, item, null));
  }

  /** Since when somebody is asked to sign an item, as it is persisted; null if nobody is. */
  private static Instant since(Draft draft, ChecklistItem item) {
    boolean itsTurn =
        Stage.of(draft.phase).filter(item.stage()::equals).isPresent()
            && draft.episode.rollback() == null
            && (item.stage() != Stage.AfterCutover
                || ActionSequence.isDone(draft, draft.seen.spec().cutover()));
    if (!itsTurn) {
      return null;
    }
    CheckStatus before = find(draft.seen.status().checklist(), item.id());
    return before == null || before.since() == null ? draft.now() : before.since();
  }

  private static List<CheckStatus> all(
      Draft draft,
      Function<String, CheckStatus> probes,
      Function<ChecklistItem, CheckStatus> people) {
    List<CheckStatus> all = new ArrayList<>();
    for (ChecklistItem item : draft.seen.spec().checklist()) {
      all.add(item.manual() != null ? people.apply(item) : probes.apply(item.id()));
    }
    draft
        .seen
        .spec()
        .waves()
        .forEach(wave -> wave.readiness().forEach(check -> all.add(probes.apply(check.id()))));
    return all;
  }

  private static CheckStatus pending(String id) {
    return new CheckStatus(id, CheckState.Pending, "", null, null, null, null);
  }

  private static CheckStatus known(Observation seen, String id) {
    CheckStatus before = find(seen.status().checklist(), id);
    return before == null ? pending(id) : before;
  }

  private static CheckStatus probed(Observation seen, String id) {
    Finding finding = seen.checks().get(id);
    if (finding == null) {
      // A restart forgets findings, not verdicts: what was persisted stands until the first new
      // look.
      return known(seen, id);
    }
    if (!finding.fresh()) {
      String message = "no recent answer: " + finding.message();
      return new CheckStatus(id, CheckState.Pending, message, finding.at(), null, null, null);
    }
    CheckState state = finding.passed() ? CheckState.Passed : CheckState.Failed;
    return new CheckStatus(id, state, finding.message(), finding.at(), null, null, null);
  }

  private static CheckStatus signed(Draft draft, ChecklistItem item, Instant since) {
    String id = item.id();
    SignOff signOff = draft.seen.spec().signOffs().get(id);
    if (signOff == null) {
      return waiting(draft, item, since, new Awaited(item.manual(), since, draft.now()).waits());
    }
    boolean afterApproval = item.stage() != Stage.BeforeApproval;
    if (!SignOffs.counts(signOff, draft.episode, draft.request, afterApproval)) {
      String message = SignOffs.refusal(signOff, draft.episode, draft.request, afterApproval);
      return waiting(draft, item, since, Spoken.text(message));
    }
    String by = Spoken.name(signOff.by());
    String comment = Spoken.text(signOff.comment());
    CheckStatus before = find(draft.seen.status().checklist(), id);
    boolean known =
        before != null
            && before.state() == CheckState.Passed
            && by.equals(before.by())
            && comment.equals(before.message());
    return known
        ? before
        : new CheckStatus(id, CheckState.Passed, comment, draft.now(), by, null, null);
  }

  private static CheckStatus waiting(
      Draft draft, ChecklistItem item, Instant since, String message) {
    Boolean overdue = new Awaited(item.manual(), since, draft.now()).isOverdue() ? true : null;
    return new CheckStatus(item.id(), CheckState.Pending, message, null, null, since, overdue);
  }

  public static CheckStatus find(List<CheckStatus> checks, String id) {
    return checks.stream().filter(check -> check.id().equals(id)).findFirst().orElse(null);
  }

  private static boolean passed(List<CheckStatus> checks, String id) {
    CheckStatus check = find(checks, id);
    return check != null && check.state() == CheckState.Passed;
  }

  /** Blocking items of a stage that do not pass, in the plan's order. */
  public static List<ChecklistItem> open(
      FailbackPlanSpec spec, List<CheckStatus> checks, Stage stage) {
    return spec.checklist().stream()
        .filter(item -> item.stage() == stage && item.blocking() && !passed(checks, item.id()))
        .toList();
  }

  /**
   * Items of a stage that were looked at in this process, so that their verdict may be acted on.
   */
  static boolean allSeen(Observation seen, Stage stage) {
    return seen.spec().checklist().stream()
        .filter(item -> item.stage() == stage && item.blocking() && item.manual() == null)
        .allMatch(item -> seen.checks().containsKey(item.id()));
  }

  /** Blocking readiness checks that do not pass, or were not looked at since the restart. */
  static List<ReadinessCheck> notReady(
      List<ReadinessCheck> readiness, List<CheckStatus> checks, Map<String, Finding> findings) {
    return readiness.stream()
        .filter(
            check ->
                check.blocking()
                    && !(findings.containsKey(check.id()) && passed(checks, check.id())))
        .toList();
  }
}
