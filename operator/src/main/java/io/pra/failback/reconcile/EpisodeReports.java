package io.pra.failback.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.decision.Interrupted;
import io.pra.failback.decision.Observation;
import io.pra.failback.decision.Turn;
import io.pra.failback.leader.Leadership;
import io.pra.failback.observability.PlainText;
import io.pra.failback.observability.ReportTelemetry;
import io.pra.failback.report.PlanSnapshot;
import io.pra.failback.report.Watched;
import io.pra.failback.status.ReportNews;
import io.pra.failback.threads.Daemons;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the record of each plan's episode, and has reports and runbooks written. The leader alone
 * does. Nothing that is decided waits for it.
 */
final class EpisodeReports implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EpisodeReports.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final Map<Key, PlanPapers> all = new ConcurrentHashMap<>();

  /** Of plans that were deleted: known here before it is written down. */
  private final Map<Key, Interrupted> left = new ConcurrentHashMap<>();

  private final ReportErrand errand;
  private final RunbookInputs runbooks;
  private final Leadership leadership;
  private final Announcer announcer;
  private final ReportTelemetry telemetry;
  private final Consumer<Key> wake;
  private final LongSupplier nanos;
  private final ExecutorService clerk = Executors.newSingleThreadExecutor(Daemons.named("reports"));

  EpisodeReports(
      ReportErrand errand,
      RunbookInputs runbooks,
      Leadership leadership,
      Announcer announcer,
      ReportTelemetry telemetry,
      Consumer<Key> wake,
      LongSupplier nanos) {
    this.errand = errand;
    this.runbooks = runbooks;
    this.leadership = leadership;
    this.announcer = announcer;
    this.telemetry = telemetry;
    this.wake = wake;
    this.nanos = nanos;
  }

  /** What was found out about a plan's records, for its status. */
  ReportNews news(FailbackPlan plan, long term) {
    return papers(plan, term).news();
  }

  private PlanPapers papers(FailbackPlan plan, long term) {
    String uid = plan.getMetadata().getUid();
    return all.compute(
        Key.of(plan),
        (key, known) ->
            known != null && known.term == term && known.uid.equals(uid)
                ? known
                : new PlanPapers(plan, term));
  }

  /** A plan as it is persisted, and what was seen when that was decided. */
  void saw(FailbackPlan plan, Observation seen, long term) {
    PlanPapers papers = papers(plan, term);
    papers.saw(plan, runbooks.of(plan, seen));
    FailbackPlanStatus status = PlanObserver.statusOf(plan);
    papers.journal.saw(snapshot(plan, status, null, seen));
    if (status.drill() != null) {
      papers.drills.saw(snapshot(plan, status.drilled(), status.drill(), seen));
    }
    if (!papers.isPausing(nanos.getAsLong()) && errand.isDue(papers)) {
      send(papers);
    }
  }

  private static PlanSnapshot snapshot(
      FailbackPlan plan, FailbackPlanStatus status, DrillStatus drill, Observation seen) {
    return new PlanSnapshot(
        seen.namespace(),
        seen.name(),
        seen.uid(),
        plan.getSpec(),
        status,
        drill,
        seen.primary().readable(),
        seen.recovery().readable(),
        seen.provenance().approvals(),
        seen.now());
  }

  private void send(PlanPapers papers) {
    synchronized (papers) {
      if (papers.busy) {
        return;
      }
      papers.busy = true;
    }
    try {
      clerk.execute(() -> run(papers));
    } catch (RejectedExecutionException e) {
      // The operator is being closed; the next one finds what is due.
    }
  }

  private void run(PlanPapers papers) {
    ReportNews before = papers.news();
    try {
      if (leadership.holds(papers.term)) {
        errand.run(papers);
        papers.succeeded();
      }
    } catch (KubernetesClientException | IllegalStateException e) {
      failed(papers, e);
    } finally {
      synchronized (papers) {
        papers.busy = false;
      }
    }
    if (!papers.news().equals(before)) {
      wake.accept(Key.of(papers.plan()));
    }
  }

  private void failed(PlanPapers papers, RuntimeException e) {
    FailbackPlan plan = papers.plan();
    telemetry.failed(plan.getMetadata().getNamespace(), plan.getMetadata().getName());
    String why = PlainText.of(e.getMessage(), 300);
    if (papers.failed(why, nanos.getAsLong() + AFTER_FAILURE.toNanos())) {
      announcer.tell(
          plan,
          Turn.warning(
              "ReportNotWritten", "reports and runbook are tried again every 10 s: " + why));
    } else {
      log.debug("event=ReportNotWritten plan={}", Key.of(plan), e);
    }
  }

  /** A held VM of a plan ran, and was stopped. */
  void exposed(Key plan, Watched.Exposure exposure) {
    PlanPapers papers = all.get(plan);
    if (papers != null && leadership.holds(papers.term)) {
      papers.journal.exposed(exposure);
    }
  }

  /**
   * The episode that was under way when an earlier plan of this name was deleted, or was last seen.
   *
   * @throws KubernetesClientException if the API server does not tell
   */
  Optional<Interrupted> interrupted(FailbackPlan plan) {
    Key key = Key.of(plan);
    return Optional.ofNullable(left.get(key))
        .or(() -> errand.interrupted(key, plan.getMetadata().getUid()));
  }

  /** A plan was deleted; what its episode was is written while it is still known. */
  void deleted(Key plan) {
    PlanPapers papers = all.remove(plan);
    left.remove(plan);
    if (papers != null && leadership.holds(papers.term)) {
      papers.journal.interrupted().ifPresent(episode -> left.put(plan, episode));
      papers.journals().keySet().forEach(EpisodeJournal::abandon);
      if (papers.journals().keySet().stream().anyMatch(one -> !one.closing().isEmpty())) {
        send(papers);
      }
    }
  }

  @Override
  public void close() {
    clerk.shutdownNow();
  }
}
