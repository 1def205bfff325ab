package io.pra.failback.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.api.Action;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Approval;
import io.pra.failback.api.Check;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.ReadinessCheck;
import io.pra.failback.api.SignOff;
import io.pra.failback.api.Wave;
import io.pra.failback.api.WaveState;
import io.pra.failback.api.WaveStatus;
import io.pra.failback.observability.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes over what a plan's status says of requests, checks, actions and waves. A rollback makes the
 * status forget them; the record does not.
 */
final class Proceedings {
  static final int MOST_REQUESTS = 50;
  static final int MOST_ACTIONS = 200;
  static final int MOST_WAVES = 200;
  static final int LONGEST_REQUEST = 2000;

  /** What every check or action has; the one member beside these is its kind. */
  private static final Set<String> COMMON =
      Set.of("id", "title", "stage", "timeoutSeconds", "intervalSeconds", "blocking");

  /** Not Stopping and Stopped, which are said of the recovery VMs of a wave. */
  private static final Set<WaveState> BEGUN =
      EnumSet.of(WaveState.Starting, WaveState.Waiting, WaveState.Ready, WaveState.TimedOut);

  private Proceedings() {}

  static Procedure and(Procedure before, PlanSnapshot now) {
    return new Procedure(
        requests(before.requests(), now),
        checklist(before.checklist(), now),
        actions(before.actions(), now),
        waves(before.waves(), now));
  }

  private static List<Procedure.Request> requests(
      List<Procedure.Request> before, PlanSnapshot now) {
    io.pra.failback.api.Request open = now.status().request();
    if (open == null) {
      return before;
    }
    Map<String, Procedure.Request> all = new LinkedHashMap<>();
    before.forEach(request -> all.put(request.id(), request));
    Procedure.Request known = all.get(open.id());
    Episode episode = now.status().episode();
    all.put(
        open.id(),
        new Procedure.Request(
            open.id(),
            known == null ? episode.attempt() : known.attempt(),
            open.issuedAt(),
            open.expiresAt(),
            episode.approvedAt() != null || known == null
                ? episode.approvedAt()
                : known.approvedAt(),
            approvals(known, now)));
    return newest(List.copyOf(all.values()), MOST_REQUESTS);
  }

  /** Those that count now, and those that counted when it was approved. */
  private static List<Procedure.Yes> approvals(Procedure.Request known, PlanSnapshot now) {
    Map<String, Procedure.Yes> all = new LinkedHashMap<>();
    boolean approved = known != null && known.approvedAt() != null;
    if (known != null) {
      known.approvals().stream()
          .filter(yes -> approved || now.status().approvedBy().contains(yes.by()))
          .forEach(yes -> all.put(yes.by(), yes));
    }
    for (String user : now.status().approvedBy()) {
      Approval approval = now.spec().approvals().get(user);
      String comment = approval == null ? "" : approval.comment();
      String writtenBy = now.writersOfApprovals().getOrDefault(user, "");
      all.putIfAbsent(
          line(user), new Procedure.Yes(line(user), now.at(), line(comment), line(writtenBy)));
    }
    return List.copyOf(all.values());
  }

  private static List<Procedure.Check> checklist(List<Procedure.Check> before, PlanSnapshot now) {
    Map<String, Procedure.Check> known = new HashMap<>();
    before.forEach(check -> known.put(check.id(), check));
    Map<String, CheckStatus> stands = new HashMap<>();
    now.status().checklist().forEach(check -> stands.put(check.id(), check));
    List<Procedure.Check> all = new ArrayList<>();
    FailbackPlanSpec spec = now.spec();
    for (ChecklistItem item : spec.checklist()) {
      String assignee = item.manual() == null ? "" : item.manual().assignee();
      all.add(check(item, item.stage().name(), assignee, stands, known, now));
    }
    for (Wave wave : spec.waves()) {
      for (ReadinessCheck item : wave.readiness()) {
        all.add(check(item, "wave " + wave.name(), "", stands, known, now));
      }
    }
    return all;
  }

  private static Procedure.Check check(
      Check item,
      String stage,
      String assignee,
      Map<String, CheckStatus> all,
      Map<String, Procedure.Check> before,
      PlanSnapshot now) {
    CheckStatus stands = all.get(item.id());
    Procedure.Check known = before.get(item.id());
    boolean forgotten =
        (stands == null || stands.state() == CheckState.Pending)
            && known != null
            && known.state() != CheckState.Pending;
    if (forgotten) {
      return known;
    }
    SignOff signOff = now.spec().signOffs().get(item.id());
    boolean signed = stands != null && stands.by() != null && signOff != null;
    return new Procedure.Check(
        item.id(),
        line(item.title()),
        stage,
        kind(item),
        item.blocking(),
        stands == null ? CheckState.Pending : stands.state(),
        stands == null ? "" : answer(stands.message()),
        stands == null ? null : stands.checkedAt(),
        stands == null || stands.by() == null ? "" : line(stands.by()),
        signed ? line(signOff.comment()) : "",
        line(assignee));
  }

  private static List<Procedure.Deed> actions(List<Procedure.Deed> before, PlanSnapshot now) {
    int attempt = now.status().episode().attempt();
    Map<String, Procedure.Deed> all = new LinkedHashMap<>();
    before.stream()
        .filter(deed -> deed.state() != ActionState.Pending)
        .forEach(deed -> all.put(deed.attempt() + "/" + deed.id(), deed));
    Map<String, ActionStatus> stands = new HashMap<>();
    now.status().actions().forEach(action -> stands.put(action.id(), action));
    FailbackPlanSpec spec = now.spec();
    Map<String, List<Action>> steps = new LinkedHashMap<>();
    steps.put("finalSync", spec.finalSync());
    for (Wave wave : spec.waves()) {
      steps.put("before wave " + wave.name(), wave.before());
      steps.put("after wave " + wave.name(), wave.after());
    }
    steps.put("cutover", spec.cutover());
    steps.put("reprotect", spec.reprotect());
    steps.forEach(
        (step, actions) ->
            actions.forEach(
                action -> {
                  ActionStatus stand = stands.get(action.id());
                  boolean pending = stand == null || stand.state() == ActionState.Pending;
                  String key = attempt + "/" + action.id();
                  if (!pending || !all.containsKey(key)) {
                    all.put(key, deed(action, step, attempt, stand));
                  }
                }));
    return newest(List.copyOf(all.values()), MOST_ACTIONS);
  }

  private static Procedure.Deed deed(Action action, String step, int attempt, ActionStatus stands) {
    String kind = kind(action);
    return new Procedure.Deed(
        action.id(),
        line(action.title()),
        attempt,
        step,
        kind,
        action.blocking(),
        Redaction.of(RecordJson.tree(action).path(kind), LONGEST_REQUEST),
        stands == null ? ActionState.Pending : stands.state(),
        stands == null ? "" : answer(stands.message()),
        stands == null ? null : stands.startedAt(),
        stands == null ? null : stands.endedAt(),
        stands == null || stands.by() == null ? "" : line(stands.by()));
  }

  private static List<Procedure.WaveRun> waves(List<Procedure.WaveRun> before, PlanSnapshot now) {
    int attempt = now.status().episode().attempt();
    Map<String, Procedure.WaveRun> all = new LinkedHashMap<>();
    before.forEach(wave -> all.put(wave.attempt() + "/" + wave.name(), wave));
    Map<String, Wave> plan = new HashMap<>();
    now.spec().waves().forEach(wave -> plan.put(wave.name(), wave));
    for (WaveStatus wave : now.status().waves()) {
      String key = attempt + "/" + wave.name();
      Procedure.WaveRun known = all.get(key);
      if (!BEGUN.contains(wave.state()) || wave.since() == null) {
        continue;
      }
      Instant readyAt = known == null ? null : known.readyAt();
      boolean ready = wave.state() == WaveState.Ready;
      Wave asked = plan.get(wave.name());
      all.put(
          key,
          new Procedure.WaveRun(
              wave.name(),
              attempt,
              wave.state(),
              wave.ready(),
              wave.total(),
              asked == null ? 0 : asked.timeoutSeconds(),
              wave.since(),
              readyAt == null && ready ? now.at() : readyAt));
    }
    return newest(List.copyOf(all.values()), MOST_WAVES);
  }

  /** The one member that says what kind it is: a kind that is added needs no word here. */
  static String kind(Object checkOrAction) {
    for (Map.Entry<String, JsonNode> field : RecordJson.tree(checkOrAction).properties()) {
      if (!COMMON.contains(field.getKey()) && field.getValue().isObject()) {
        return field.getKey();
      }
    }
    return "";
  }

  private static <T> List<T> newest(List<T> all, int most) {
    return all.subList(Math.max(0, all.size() - most), all.size());
  }

  private static String line(String text) {
    return PlainText.of(text, EpisodeRecord.LONGEST_LINE);
  }

  private static String answer(String text) {
    return line(text == null ? "" : Redaction.text(text));
  }
}
