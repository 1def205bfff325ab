package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.ReportHead;
import io.pra.failback.decision.Interrupted;
import io.pra.failback.decision.Turn;
import io.pra.failback.leader.Leadership;
import io.pra.failback.observability.ReportTelemetry;
import io.pra.failback.report.ChainVerifier;
import io.pra.failback.report.EpisodeLog;
import io.pra.failback.report.EpisodeRecord;
import io.pra.failback.report.Link;
import io.pra.failback.report.ReportName;
import io.pra.failback.report.Runbook;
import io.pra.failback.report.RunbookInput;
import io.pra.failback.report.SealedReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads and writes what is to be read and written for one plan. It may be done twice: what is found
 * as it was to be written is written.
 */
final class ReportErrand {
  static final String RUNBOOK = "runbook.md";
  private static final Duration VERIFY_EVERY = Duration.ofHours(1);

  private final ReportStore store;
  private final Leadership leadership;
  private final Announcer announcer;
  private final ReportTelemetry telemetry;
  private final LongSupplier nanos;

  ReportErrand(
      ReportStore store,
      Leadership leadership,
      Announcer announcer,
      ReportTelemetry telemetry,
      LongSupplier nanos) {
    this.store = store;
    this.leadership = leadership;
    this.announcer = announcer;
    this.telemetry = telemetry;
    this.nanos = nanos;
  }

  /** Whether there is anything to do. */
  boolean isDue(PlanPapers papers) {
    return isVerificationDue(papers)
        || papers.demand().isPresent()
        || papers.runbook().isPresent()
        || papers.journals().keySet().stream().anyMatch(this::isDue);
  }

  private boolean isDue(EpisodeJournal journal) {
    return !journal.isOpened()
        || !journal.closing().isEmpty()
        || !journal.lost().isEmpty()
        || journal.toKeep(nanos.getAsLong()).isPresent();
  }

  private boolean isVerificationDue(PlanPapers papers) {
    return papers
        .verifiedAt()
        .filter(at -> nanos.getAsLong() - at < VERIFY_EVERY.toNanos())
        .isEmpty();
  }

  /** Does all of it; what fails is due again. */
  void run(PlanPapers papers) {
    Key key = Key.of(papers.plan());
    papers.journals().forEach((journal, name) -> open(journal, name, key));
    if (isVerificationDue(papers)) {
      verify(papers, key);
    }
    for (EpisodeJournal journal : papers.journals().keySet()) {
      for (Map.Entry<String, EpisodeRecord> ended : journal.closing().entrySet()) {
        if (!write(papers, journal, key, ended.getKey(), ended.getValue())) {
          return;
        }
      }
      journal.lost().forEach(lost -> lost(papers, journal, lost));
    }
    papers.demand().ifPresent(demand -> answer(papers, key, demand));
    papers
        .journals()
        .forEach(
            (journal, name) ->
                journal
                    .toKeep(nanos.getAsLong())
                    .ifPresent(record -> keep(papers, journal, name, key, record)));
    papers.runbook().ifPresent(input -> runbook(papers, key, input));
  }

  private void lost(PlanPapers papers, EpisodeJournal journal, String lost) {
    announcer.tell(
        papers.plan(),
        Turn.warning(
            "ReportLost",
            "nothing is left to write %s from: an operator was killed before it had kept it"
                .formatted(lost)));
    journal.settle(lost);
  }

  /**
   * The episode of another plan of this name that was under way when it was last kept.
   *
   * @param uid of the plan that there is now
   */
  Optional<Interrupted> interrupted(Key plan, String uid) {
    return store
        .journal(plan, ReportName.journal(plan.name()))
        .filter(record -> !record.subject().uid().equals(uid))
        .flatMap(EpisodeJournal::interrupted);
  }

  private void open(EpisodeJournal journal, String name, Key key) {
    if (journal.isOpened()) {
      return;
    }
    journal.open(store.journal(key, name));
  }

  private ChainVerifier.Finding verify(PlanPapers papers, Key key) {
    Optional<ChainVerifier.Head> anchor =
        papers
            .head()
            .map(head -> new ChainVerifier.Head(head.name(), head.sequence(), head.sha256()));
    ChainVerifier.Finding found = ChainVerifier.verify(store.records(key), anchor);
    if (found.isWhole()) {
      found.head().ifPresent(head -> head(papers, key, head));
    } else {
      anchor.ifPresent(head -> head(papers, key, head));
    }
    telemetry.chain(key.namespace(), key.name(), !found.isWhole(), found.records());
    if (papers.verified(nanos.getAsLong(), found.records(), found.problems())) {
      announcer.tell(
          papers.plan(),
          Turn.warning(
              "ReportChainBroken",
              "%s. Next: docs/reports.md, A broken chain"
                  .formatted(String.join("; ", found.problems()))));
    }
    return found;
  }

  private void head(PlanPapers papers, Key key, ChainVerifier.Head head) {
    papers.head(new ReportHead(head.name(), head.sequence(), head.sha256()));
    telemetry.head(key.namespace(), key.name(), head.sequence(), head.sha256());
  }

  /** Writes a record; false if this process may not any more. */
  private boolean write(
      PlanPapers papers, EpisodeJournal journal, Key key, String due, EpisodeRecord record) {
    if (!leadership.confirms(papers.term)) {
      return false;
    }
    FailbackPlan live = store.plan(papers.plan()).orElse(papers.plan());
    ChainVerifier.Finding found = verify(papers, key);
    for (String name :
        List.of(
            ReportName.ofRecord(key.name(), record.id()),
            ReportName.ofRecord(key.name(), record.id(), record.subject().uid()))) {
      Link link = next(papers, found);
      SealedReport report = SealedReport.of(name, link, record);
      ConfigMap map =
          ReportStore.about(key, name, ReportStore.EPISODE, report.files())
              .editMetadata()
              .addToAnnotations(ReportStore.SHA256, report.sha256())
              .endMetadata()
              .withImmutable(true)
              .build();
      if (store.create(map)) {
        journal.settle(due);
        written(
            papers, key, live, due, new ChainVerifier.Head(name, link.sequence(), report.sha256()));
        return true;
      }
      Optional<ChainVerifier.Stored> before = ours(key, name, record);
      if (before.isPresent()) {
        // An earlier process wrote it, and was killed before it could say so.
        ChainVerifier.Stored one = before.get();
        journal.settle(due);
        written(
            papers,
            key,
            live,
            due,
            new ChainVerifier.Head(name, one.link().orElseThrow().sequence(), one.sha256()));
        return true;
      }
    }
    throw new IllegalStateException(
        "the names of %s are taken by ConfigMaps that are not its record. Next: docs/reports.md, A broken chain"
            .formatted(due));
  }

  /** The record of that very episode, whole, at that name; empty if anything else has the name. */
  private Optional<ChainVerifier.Stored> ours(Key key, String name, EpisodeRecord record) {
    return store
        .find(key.sibling(name))
        .filter(map -> ReportStore.isOurs(map, ReportStore.EPISODE, key))
        .map(map -> ReportStore.stored(key, map))
        .filter(one -> one.problem().isEmpty() && one.immutable())
        .filter(one -> one.uid().equals(record.subject().uid()) && one.due().equals(record.id()));
  }

  /** After the newest record that was written, whatever has become of it. */
  private static Link next(PlanPapers papers, ChainVerifier.Finding found) {
    Optional<ReportHead> known = papers.head();
    Optional<ChainVerifier.Head> stored = found.head();
    if (known.isPresent()
        && stored.filter(head -> head.sequence() > known.get().sequence()).isEmpty()) {
      ReportHead head = known.get();
      return new Link(head.sequence() + 1, head.sha256(), head.name());
    }
    return stored
        .map(head -> new Link(head.sequence() + 1, head.sha256(), head.name()))
        .orElse(Link.FIRST);
  }

  private void written(
      PlanPapers papers, Key key, FailbackPlan plan, String due, ChainVerifier.Head head) {
    head(papers, key, head);
    telemetry.written(key.namespace(), key.name());
    announcer.tell(
        plan,
        Turn.normal(
            "ReportWritten",
            "the record of %s is ConfigMap %s: number %d of its chain, SHA-256 %s"
                .formatted(due, head.name(), head.sequence(), head.sha256())));
    verify(papers, key);
  }

  private void answer(PlanPapers papers, Key key, String demand) {
    verify(papers, key);
    Optional<EpisodeRecord> record = papers.current();
    String name = ReportName.onDemand(key.name());
    record.ifPresent(
        now ->
            store.put(
                key,
                ReportStore.about(
                        key, name, ReportStore.ON_DEMAND, SealedReport.of(name, null, now).files())
                    .editMetadata()
                    .addToAnnotations(ReportName.ANSWERS, demand)
                    .endMetadata()
                    .build(),
                ReportStore.ON_DEMAND));
    papers.answered(demand);
    announcer.tell(
        papers.plan(),
        record.isPresent()
            ? Turn.normal("ReportOnDemand", "the report is ConfigMap " + name)
            : Turn.normal("NoEpisode", "there is no episode to report"));
  }

  private void keep(
      PlanPapers papers, EpisodeJournal journal, String name, Key key, EpisodeRecord record) {
    if (!leadership.holds(papers.term)) {
      return;
    }
    store.put(
        key,
        ReportStore.about(
                key, name, ReportStore.JOURNAL, Map.of(ReportStore.RECORD, EpisodeLog.kept(record)))
            .build(),
        ReportStore.JOURNAL);
    journal.kept(record, nanos.getAsLong());
  }

  private void runbook(PlanPapers papers, Key key, RunbookInput input) {
    if (!leadership.holds(papers.term)) {
      return;
    }
    FailbackPlan plan = papers.plan();
    store.put(
        key,
        ReportStore.about(
                key,
                ReportName.runbook(key.name()),
                ReportStore.RUNBOOK,
                Map.of(RUNBOOK, Runbook.of(input)))
            .editMetadata()
            .addNewOwnerReference()
            .withApiVersion(plan.getApiVersion())
            .withKind(plan.getKind())
            .withName(key.name())
            .withUid(papers.uid)
            .endOwnerReference()
            .endMetadata()
            .build(),
        ReportStore.RUNBOOK);
    papers.runbookWritten(input);
  }
}
