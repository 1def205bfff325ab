package io.pra.failback.observability;

import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How the records of episodes stand. */
public final class ReportTelemetry {
  private static final String HEAD = "failback_report_chain_head";
  private static final String WRITTEN = "failback_reports_written";
  private static final String FAILED = "failback_report_failures";

  private final Series series;
  private final Map<Tags, Tags> heads = new ConcurrentHashMap<>();

  ReportTelemetry(Series series) {
    this.series = series;
  }

  /**
   * What was found when the chain of a plan was looked at.
   *
   * @param broken whether a record was changed, or is missing
   * @param records how many there are
   */
  public void chain(String namespace, String plan, boolean broken, int records) {
    Tags tags = plan(namespace, plan);
    series.set(
        "failback_report_chain_broken",
        "1 if a record of an episode was changed, or is missing.",
        tags,
        broken ? 1 : 0);
    series.set("failback_report_chain_records", "Records of the plan's episodes.", tags, records);
    series.add(WRITTEN, "Records of episodes that were written.", tags, 0);
    series.add(FAILED, "Reports that could not be written, or read, by attempts.", tags, 0);
  }

  /** The newest record; the series of the one before goes. */
  public void head(String namespace, String plan, int sequence, String sha256) {
    Tags owner = plan(namespace, plan);
    Tags tags = owner.and("sequence", Integer.toString(sequence), "sha256", sha256);
    Optional.ofNullable(heads.put(owner, tags))
        .filter(before -> !before.equals(tags))
        .ifPresent(series::remove);
    series.set(HEAD, "Always 1; its labels name the newest record, to be kept elsewhere.", tags, 1);
  }

  public void written(String namespace, String plan) {
    series.add(WRITTEN, "Records of episodes that were written.", plan(namespace, plan), 1);
  }

  public void failed(String namespace, String plan) {
    series.add(
        FAILED,
        "Reports that could not be written, or read, by attempts.",
        plan(namespace, plan),
        1);
  }

  private static Tags plan(String namespace, String plan) {
    return Tags.of("namespace", namespace, "plan", plan);
  }
}
