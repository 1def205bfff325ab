package io.pra.failback.reconcile;

import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.ReportHead;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.Outcome;
import io.pra.failback.report.ReportName;
import io.pra.failback.report.RunbookInput;
import io.pra.failback.status.ReportNews;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process knows of the records, reports and runbook of one plan, in one term. */
final class PlanPapers {
  private static final int LONGEST_DEMAND = 128;

  final String uid;
  final long term;
  final EpisodeJournal journal = EpisodeJournal.ofEpisodes();
  final EpisodeJournal drills = EpisodeJournal.ofDrills();

  private FailbackPlan plan;
  private RunbookInput machines;
  private boolean runbookDue;
  private Long verifiedAt;
  private int records;
  private List<String> problems = List.of();
  private ReportHead head;
  private String answered;
  private String lastFailure = "";
  private long notBefore;

  /** Set while an errand is queued or under way. */
  boolean busy;

  PlanPapers(FailbackPlan plan, long term) {
    this.plan = plan;
    this.uid = plan.getMetadata().getUid();
    this.term = term;
  }

  /** Each, and the ConfigMap in which it is kept while it grows. */
  Map<EpisodeJournal, String> journals() {
    String name = plan().getMetadata().getName();
    Map<EpisodeJournal, String> all = new LinkedHashMap<>();
    all.put(journal, ReportName.journal(name));
    all.put(drills, ReportName.drillJournal(name));
    return all;
  }

  /** What a report on demand tells of: the drill while one is under way, else the episode. */
  Optional<EpisodeRecord> current() {
    return drills
        .record()
        .filter(record -> record.standing().outcome() == Outcome.Running)
        .or(journal::record);
  }

  synchronized FailbackPlan plan() {
    return plan;
  }

  synchronized void saw(FailbackPlan newest, Optional<RunbookInput> input) {
    plan = newest;
    input
        .filter(now -> !now.equals(machines))
        .ifPresent(
            now -> {
              machines = now;
              runbookDue = true;
            });
  }

  /** The runbook that may have to be written; empty if nothing has changed. */
  synchronized Optional<RunbookInput> runbook() {
    return runbookDue ? Optional.of(machines) : Optional.empty();
  }

  synchronized void runbookWritten(RunbookInput input) {
    runbookDue = !input.equals(machines);
  }

  /** The demand for a report that is not answered yet; empty if there is none. */
  synchronized Optional<String> demand() {
    Map<String, String> annotations = plan.getMetadata().getAnnotations();
    String asked = annotations == null ? null : annotations.get(ReportName.DEMAND);
    if (asked == null || asked.isEmpty()) {
      return Optional.empty();
    }
    String demand = io.pra.failback.observability.PlainText.of(asked, LONGEST_DEMAND);
    String last = answered != null ? answered : PlanObserver.statusOf(plan).reports().answered();
    return demand.equals(last) ? Optional.empty() : Optional.of(demand);
  }

  synchronized void answered(String demand) {
    answered = demand;
  }

  synchronized Optional<ReportHead> head() {
    return Optional.ofNullable(head)
        .or(() -> Optional.ofNullable(PlanObserver.statusOf(plan).reports().head()));
  }

  synchronized void head(ReportHead newest) {
    head = newest;
  }

  /** When the chain was verified, by the monotonic clock; empty before. */
  synchronized Optional<Long> verifiedAt() {
    return Optional.ofNullable(verifiedAt);
  }

  /** The chain was verified; true if anything is wrong with it that was not before. */
  synchronized boolean verified(long nanos, int count, List<String> wrong) {
    boolean news = !wrong.isEmpty() && !wrong.equals(problems);
    verifiedAt = nanos;
    records = count;
    problems = List.copyOf(wrong);
    return news;
  }

  synchronized ReportNews news() {
    return new ReportNews(
        verifiedAt != null,
        records,
        problems,
        Optional.ofNullable(head),
        Stream.of(journal, drills)
            .flatMap(one -> one.settled().stream())
            .collect(Collectors.toSet()),
        Optional.ofNullable(answered));
  }

  synchronized boolean isPausing(long nanos) {
    return notBefore != 0 && nanos - notBefore < 0;
  }

  /** An errand failed; true if it did not just fail in the same way. */
  synchronized boolean failed(String why, long next) {
    boolean news = !why.equals(lastFailure);
    lastFailure = why;
    notBefore = next;
    return news;
  }

  synchronized void succeeded() {
    lastFailure = "";
    notBefore = 0;
  }
}
