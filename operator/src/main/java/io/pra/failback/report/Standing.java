package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.Episode;
import io.pra.failback.api.Measurements;
import io.pra.failback.api.Phase;
import io.pra.failback.observability.PlainText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where an episode stands, or stood at its end, and what it has cost. Times are in milliseconds.
 *
 * @param outcome what became of it
 * @param phase of the plan
 * @param authority which site may run
 * @param message the situation in one line
 * @param attempt requests issued so far
 * @param asOf until when this record tells
 * @param endedAt when it was completed, or the attempt was rolled back; null while it runs
 * @param firstHeldAt when a primary VM was first seen held; null before
 * @param approvedAt when the newest request was approved; null before
 * @param servingAt when the cutover had ended; null before
 * @param exposureMillis time that held VMs ran, summed over all VMs
 * @param longestExposureMillis of one VM
 * @param dualActiveMillis time that both VMs of any pair ran
 * @param holdMillis time that the primary was held
 * @param rtoMillis from the first hold to the end of the cutover; null before
 * @param rtoWithoutWaitMillis the same without the wait for people; null before
 * @param dataAtStake what the plan's status said of it, as names and values; empty where nothing
 *     was measured
 * @param capacity what was found of the primary site's hosts before the approval; null if nothing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Standing(
    Outcome outcome,
    Phase phase,
    Authority authority,
    String message,
    int attempt,
    Instant asOf,
    Instant endedAt,
    Instant firstHeldAt,
    Instant approvedAt,
    Instant servingAt,
    long exposureMillis,
    long longestExposureMillis,
    long dualActiveMillis,
    long holdMillis,
    Long rtoMillis,
    Long rtoWithoutWaitMillis,
    List<Fact> dataAtStake,
    String capacity) {

  public Standing {
    dataAtStake = dataAtStake == null ? List.of() : List.copyOf(dataAtStake);
  }

  /** Something that was measured, in the words of the plan's status. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Fact(String name, String value) {}

  static Standing of(PlanSnapshot now, Standing before) {
    Episode episode = now.status().episode();
    Measurements m = now.status().measurements();
    boolean completed = now.status().phase() == Phase.Completed;
    Instant approvedAt =
        episode.approvedAt() == null && before != null ? before.approvedAt() : episode.approvedAt();
    List<Fact> stake = facts(RecordJson.tree(now.status()).path("dataAtStake"));
    return new Standing(
        completed ? Outcome.Completed : Outcome.Running,
        now.status().phase(),
        now.status().authority(),
        PlainText.of(now.status().message(), EpisodeRecord.LONGEST_LINE),
        episode.attempt(),
        now.at(),
        completed ? now.at() : null,
        episode.firstHeldAt(),
        approvedAt,
        episode.servingAt(),
        m == null ? 0 : Math.round(m.exposureSeconds() * 1000),
        m == null ? 0 : m.longestExposureMillis(),
        m == null ? 0 : Math.round(m.dualActiveSeconds() * 1000),
        m == null ? 0 : Math.round(m.holdSeconds() * 1000),
        m == null ? null : millis(m.rtoSeconds()),
        m == null ? null : millis(m.rtoWithoutWaitSeconds()),
        stake.isEmpty() && before != null ? before.dataAtStake() : stake,
        capacity(now.status().capacity(), before));
  }

  private static String capacity(CapacityStatus now, Standing before) {
    if (now == null) {
      return before == null ? null : before.capacity();
    }
    return PlainText.of(now.state() + ": " + now.message(), EpisodeRecord.LONGEST_LINE);
  }

  private static Long millis(Double seconds) {
    return seconds == null ? null : Math.round(seconds * 1000);
  }

  /** Whatever is measured, in the order in which it is said. */
  private static List<Fact> facts(JsonNode measured) {
    List<Fact> facts = new ArrayList<>();
    measured
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                facts.add(
                    new Fact(
                        PlainText.of(field.getKey(), 63),
                        PlainText.of(field.getValue().asText(), EpisodeRecord.LONGEST_LINE)));
              }
            });
    return facts;
  }

  Standing ended(Outcome how, Instant at) {
    return ended(how, attempt, at);
  }

  Standing rolledBack(int which, Instant at) {
    return ended(Outcome.RolledBack, which, at);
  }

  private Standing ended(Outcome how, int which, Instant at) {
    return new Standing(
        how,
        phase,
        authority,
        message,
        which,
        asOf,
        at,
        firstHeldAt,
        approvedAt,
        servingAt,
        exposureMillis,
        longestExposureMillis,
        dualActiveMillis,
        holdMillis,
        rtoMillis,
        rtoWithoutWaitMillis,
        dataAtStake,
        capacity);
  }
}
