package io.pra.failback.report;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.CheckState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What both renderings say in the same words. */
final class Titles {
  private static final String NOTE =
      "All times are UTC. What was measured is what the operator could see: power states as the two"
          + " vCenters reported them.";

  /** Of a drill, before anything else. */
  static final String DRILL =
      "THIS WAS A DRILL. The power states below are simulated, and so is every action that no person did: no"
          + " VM, name or service was touched. The checks and the approvals are real.";

  private Titles() {}

  static String of(EpisodeRecord record) {
    return record.isSimulated()
        ? "DRILL %d of failback %s".formatted(record.subject().episode(), record.subject().plan())
        : "Failback %s, episode %d".formatted(record.subject().plan(), record.subject().episode());
  }

  static String note(EpisodeRecord record) {
    return record.isSimulated()
        ? "All times are UTC, and real: of the checks and of people. What the operator would have done took no time."
        : NOTE;
  }

  /** A name and a value. */
  record Pair(String name, String value) {}

  static String outcome(EpisodeRecord record) {
    return switch (record.standing().outcome()) {
      case Running -> "under way, in " + record.standing().phase();
      case Completed -> "completed";
      case RolledBack -> "attempt %d rolled back".formatted(record.standing().attempt());
      case Superseded -> "superseded by the next disaster";
      case Abandoned -> "the plan was deleted";
      case Stopped -> "stopped before its end";
      case Interrupted -> "interrupted by a real episode";
    };
  }

  static List<Pair> facts(String name, Link link, EpisodeRecord record) {
    Subject s = record.subject();
    List<Pair> facts = new ArrayList<>();
    facts.add(new Pair("Kind", record.isSimulated() ? "drill" : "failback"));
    facts.add(new Pair("Plan", "%s/%s (UID %s)".formatted(s.namespace(), s.plan(), s.uid())));
    facts.add(
        new Pair("Sites", "primary %s, recovery %s".formatted(s.primarySite(), s.recoverySite())));
    facts.add(
        new Pair("VM pairs", "%d; overlap %s".formatted(s.virtualMachines().size(), s.overlap())));
    facts.add(
        new Pair(
            "From, to",
            "%s to %s, %s"
                .formatted(
                    Words.at(s.startedAt()),
                    Words.at(PhaseSpan.end(record)),
                    Words.time(
                        Duration.between(s.startedAt(), PhaseSpan.end(record)).toMillis()))));
    facts.add(
        new Pair(
            "Primary held since, approved, served from",
            "%s, %s, %s"
                .formatted(
                    Words.at(record.standing().firstHeldAt()),
                    Words.at(record.standing().approvedAt()),
                    Words.at(record.standing().servingAt()))));
    facts.add(new Pair("Situation at the end of this record", record.standing().message()));
    facts.add(new Pair("Kept as", "ConfigMap " + name));
    facts.add(
        new Pair(
            "Chain",
            link == null
                ? "none: a report on demand, which the next one replaces"
                : "number %d; before it %s"
                    .formatted(
                        link.sequence(),
                        link.previousName().isEmpty()
                            ? "none"
                            : "%s, SHA-256 %s".formatted(link.previousName(), link.previous()))));
    return facts;
  }

  static String took(Instant from, Instant to) {
    return from == null || to == null ? "–" : Words.time(Duration.between(from, to).toMillis());
  }

  static String approvers(Procedure.Request request) {
    return request.approvals().stream()
        .map(
            yes ->
                withComment(yes.by() + " at " + Words.at(yes.at()), yes.comment())
                    + (yes.writtenBy().isEmpty() ? "" : ", written by " + yes.writtenBy()))
        .collect(Collectors.joining("; "));
  }

  static String signed(Procedure.Check check) {
    String by = withComment(check.by(), check.comment());
    if (check.assignee().isEmpty() || check.assignee().equals(check.by())) {
      return by;
    }
    return (by + " (asked: %s)".formatted(check.assignee())).strip();
  }

  private static String withComment(String who, String comment) {
    return comment.isEmpty() ? who : "%s: “%s”".formatted(who, comment);
  }

  /** What no person did in a drill was not done. */
  static String state(EpisodeRecord record, Procedure.Deed deed) {
    boolean simulated =
        record.isSimulated() && deed.state() == ActionState.Succeeded && deed.by().isEmpty();
    return simulated ? "simulated" : deed.state().name();
  }

  static String state(Procedure.Check check) {
    return check.state() == CheckState.Pending ? "not done" : check.state().name();
  }
}
