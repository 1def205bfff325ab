package io.pra.failback.decision;

import io.pra.failback.api.Action;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.SignOff;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Actions, one after the other: the intent of each is persisted before it is done, its result
 * before the next begins.
 */
public final class ActionSequence {
  private ActionSequence() {}

  /** One status for each action of the plan, keeping what was persisted. */
  static List<ActionStatus> carriedOver(Observation seen) {
    return seen.spec().actions().stream()
        .map(
            action -> {
              ActionStatus before = find(seen.status().actions(), action.id());
              if (before == null) {
                return pending(action.id());
              }
              boolean awaited =
                  action.manual() != null
                      && before.state() == ActionState.Pending
                      && before.startedAt() != null;
              return awaited ? waiting(action, before.startedAt(), seen.now()) : before;
            })
        .toList();
  }

  static List<ActionStatus> allPending(FailbackPlanSpec spec) {
    return spec.actions().stream().map(action -> pending(action.id())).toList();
  }

  private static ActionStatus pending(String id) {
    return new ActionStatus(id, ActionState.Pending, "", null, null, null, null);
  }

  /** Of a manual action that has come up; its due time runs from then on. */
  private static ActionStatus waiting(Action action, Instant since, Instant now) {
    Awaited person = new Awaited(action.manual(), since, now);
    return new ActionStatus(
        action.id(),
        ActionState.Pending,
        person.waits(),
        since,
        null,
        null,
        person.isOverdue() ? true : null);
  }

  public static ActionStatus find(List<ActionStatus> actions, String id) {
    return actions.stream().filter(action -> action.id().equals(id)).findFirst().orElse(null);
  }

  static boolean sameStates(List<ActionStatus> one, List<ActionStatus> other) {
    return one.stream()
        .allMatch(
            action -> {
              ActionStatus before = find(other, action.id());
              return before == null
                  ? action.state() == ActionState.Pending
                  : before.state() == action.state();
            });
  }

  /** Brings a sequence one step forward; true when all of it is done. */
  static boolean advance(Draft draft, List<Action> sequence) {
    for (Action action : sequence) {
      ActionStatus status = find(draft.actions, action.id());
      if (isDone(action, status)) {
        continue;
      }
      step(draft, action, status, others(draft, sequence, action));
      return false;
    }
    return true;
  }

  static boolean isDone(Draft draft, List<Action> sequence) {
    return sequence.stream().allMatch(action -> isDone(action, find(draft.actions, action.id())));
  }

  private static boolean isDone(Action action, ActionStatus status) {
    return status.state() == ActionState.Succeeded
        || (!action.blocking()
            && (status.state() == ActionState.Failed || status.state() == ActionState.Unknown));
  }

  /** After a failure people must know what of a sequence was done, and what was not. */
  private static String others(Draft draft, List<Action> sequence, Action failed) {
    int at = sequence.indexOf(failed);
    List<String> done =
        sequence.subList(0, at).stream()
            .filter(one -> find(draft.actions, one.id()).state() == ActionState.Succeeded)
            .map(Action::id)
            .toList();
    List<String> notDone =
        sequence.subList(0, at).stream().map(Action::id).filter(id -> !done.contains(id)).toList();
    List<String> notBegun =
        sequence.subList(at + 1, sequence.size()).stream().map(Action::id).toList();
    return listed("; done before it: ", done)
        + listed("; passed over: ", notDone)
        + listed("; not begun: ", notBegun);
  }

  private static String listed(String what, List<String> ids) {
    return ids.isEmpty() ? "" : what + String.join(", ", ids);
  }

  /**
   * What a way back leaves as it is: it starts and stops VMs, and undoes no action. Empty if
   * nothing was done.
   */
  static String leftAsItIs(Draft draft) {
    return listed("; done and not undone: ", in(draft, EnumSet.of(ActionState.Succeeded)))
        + listed(
            "; may have been done: ",
            in(draft, EnumSet.of(ActionState.Running, ActionState.Unknown)));
  }

  private static List<String> in(Draft draft, Set<ActionState> states) {
    return draft.actions.stream()
        .filter(action -> states.contains(action.state()))
        .map(ActionStatus::id)
        .toList();
  }

  private static void step(Draft draft, Action action, ActionStatus status, String others) {
    SignOff vouched = draft.seen.spec().signOffs().get(action.id());
    boolean vouchedFor =
        vouched != null && SignOffs.counts(vouched, draft.episode, draft.request, true);
    String signOff =
        draft.commands.signOff(action.id(), SignOffs.wanted(draft.episode, draft.request, true));
    if (vouchedFor && (action.manual() != null || status.state() != ActionState.Running)) {
      end(
          draft,
          status,
          ActionState.Succeeded,
          Spoken.text(vouched.comment()),
          Spoken.name(vouched.by()));
      return;
    }
    if (action.manual() != null) {
      Instant since = status.startedAt() == null ? draft.now() : status.startedAt();
      Awaited person = new Awaited(action.manual(), since, draft.now());
      draft.actions = with(draft.actions, waiting(action, since, draft.now()));
      draft.ask(
          "waits for a person%s: %s%s"
              .formatted(
                  person.note(), action.title(), instructions(action.manual().instructions())),
          person.next(signOff),
          true);
      return;
    }
    switch (status.state()) {
      case Pending -> begin(draft, action);
      case Running -> {
        ActionFinding found = draft.seen.actions().get(action.id());
        if (found == null || found.state() != ActionState.Succeeded) {
          staysStalled(draft, action, status, signOff, others);
        }
        if (found == null) {
          draft.say("runs action " + action.id(), "wait: action %s runs".formatted(action.id()));
          draft.effect(new Effect.RunAction(action, OldPrimary.of(draft, action)));
        } else {
          end(draft, status, found.state(), found.message(), null);
        }
      }
      case Failed -> {
        draft.stall(
            "ActionFailed",
            "action %s was not done: %s%s".formatted(action.id(), status.message(), others),
            "it is tried again every %d s; or do it by hand and vouch for it: %s"
                .formatted(action.intervalSeconds(), signOff));
        if (isDue(draft, action, status)) {
          begin(draft, action);
        }
      }
      case Unknown -> {
        boolean canLook = action.hasVisibleEffect();
        draft.stall(
            "ActionOutcomeUnknown",
            "nobody can tell whether action %s was done: %s%s"
                .formatted(action.id(), status.message(), others),
            canLook
                ? "its effect is looked for every %d s before it is repeated; or look yourself and vouch for it: %s"
                    .formatted(action.intervalSeconds(), signOff)
                : "look whether it took effect, do it by hand if not, and vouch for it: "
                    + signOff);
        if (canLook && isDue(draft, action, status)) {
          begin(draft, action);
        }
      }
      case Succeeded -> throw new IllegalStateException("a done action has no next step");
    }
  }

  /** One more attempt is no recovery: nobody is told each time that it stalls again. */
  private static void staysStalled(
      Draft draft, Action action, ActionStatus status, String signOff, String others) {
    String reason = draft.stalledBefore();
    boolean ofAction = reason.equals("ActionFailed") || reason.equals("ActionOutcomeUnknown");
    if (ofAction && !status.message().isEmpty()) {
      draft.stall(
          reason,
          "action %s is tried again: %s%s".formatted(action.id(), status.message(), others),
          "wait; or do it by hand and vouch for it: " + signOff);
    }
  }

  private static boolean isDue(Draft draft, Action action, ActionStatus status) {
    return status.endedAt() == null
        || !draft.now().isBefore(status.endedAt().plusSeconds(action.intervalSeconds()));
  }

  private static void begin(Draft draft, Action action) {
    ActionStatus before = find(draft.actions, action.id());
    draft.actions =
        with(
            draft.actions,
            new ActionStatus(
                action.id(), ActionState.Running, before.message(), draft.now(), null, null, null));
    if (before.startedAt() == null) {
      draft.tell(Turn.normal("ActionStarted", "action %s begins".formatted(action.id())));
    }
    if (!draft.isStalled()) {
      draft.say("runs action " + action.id(), "wait: action %s runs".formatted(action.id()));
    }
  }

  private static void end(
      Draft draft, ActionStatus status, ActionState state, String message, String by) {
    draft.actions =
        with(
            draft.actions,
            new ActionStatus(
                status.id(), state, message, status.startedAt(), draft.now(), by, null));
    String outcome = message.isEmpty() ? "" : ": " + message;
    if (state == ActionState.Succeeded) {
      draft.tell(
          Turn.normal(
              "ActionSucceeded",
              by == null
                  ? "action %s is done%s".formatted(status.id(), outcome)
                  : "action %s is done, says %s%s".formatted(status.id(), by, outcome)));
    } else if (!message.equals(status.message())) {
      draft.tell(
          Turn.warning(
              state == ActionState.Failed ? "ActionFailed" : "ActionOutcomeUnknown",
              "action %s%s".formatted(status.id(), outcome)));
    }
    draft.say("action %s has ended".formatted(status.id()), "wait");
  }

  private static List<ActionStatus> with(List<ActionStatus> actions, ActionStatus changed) {
    return actions.stream()
        .map(action -> action.id().equals(changed.id()) ? changed : action)
        .toList();
  }

  private static String instructions(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }
}
