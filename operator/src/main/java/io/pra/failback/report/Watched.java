package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pra.failback.api.PairCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Who ran when, at both sites.
 *
 * @param samples each change of the counts, in order; each stands until the next, the last until
 *     the record ends
 * @param gaps times of which there is no record: no operator led, or it could not write
 * @param exposures held VMs that ran, in order
 * @param samplesLeftOut samples that were merged with their neighbours, to bound the record
 * @param exposuresLeftOut exposures beyond the bound; they are in the sums
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Watched(
    List<Sample> samples,
    List<Gap> gaps,
    List<Exposure> exposures,
    int samplesLeftOut,
    int exposuresLeftOut) {
  static final Watched NOTHING = new Watched(List.of(), List.of(), List.of(), 0, 0);
  static final int MOST_SAMPLES = 600;
  static final int MOST_GAPS = 50;
  static final int MOST_EXPOSURES = 200;

  /** A leader looks at an open episode once a second, and every 10 s while it is refused. */
  private static final Duration UNATTENDED = Duration.ofSeconds(15);

  public Watched {
    samples = samples == null ? List.of() : List.copyOf(samples);
    gaps = gaps == null ? List.of() : List.copyOf(gaps);
    exposures = exposures == null ? List.of() : List.copyOf(exposures);
  }

  /**
   * How many VMs of the plan were seen running.
   *
   * @param at since when
   * @param total pairs
   * @param primary pairs whose primary VM ran
   * @param recovery pairs whose recovery VM ran
   * @param both pairs both of whose VMs ran
   * @param neither pairs neither of whose VMs ran
   * @param primarySeen false: the primary site could not be read
   * @param recoverySeen false: the recovery site could not be read
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Sample(
      Instant at,
      int total,
      int primary,
      int recovery,
      int both,
      int neither,
      boolean primarySeen,
      boolean recoverySeen) {

    boolean sameAs(Sample other) {
      return total == other.total
          && primary == other.primary
          && recovery == other.recovery
          && both == other.both
          && neither == other.neither
          && primarySeen == other.primarySeen
          && recoverySeen == other.recoverySeen;
    }
  }

  /** A time of which there is no record. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Gap(Instant from, Instant to) {}

  /**
   * A held VM that ran.
   *
   * @param at when that was known
   * @param site where
   * @param vm its name
   * @param millis from being seen running until it was seen not to; null if only the vCenter's own
   *     record tells of it
   * @param startedBy who had started it; empty if that is not known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Exposure(Instant at, String site, String vm, Long millis, String startedBy) {}

  /** With what was seen now; {@code asOf} is until when this told, null at the beginning. */
  Watched and(PlanSnapshot now, Instant asOf) {
    List<Gap> holes = new ArrayList<>(gaps);
    if (asOf != null && Duration.between(asOf, now.at()).compareTo(UNATTENDED) > 0) {
      holes.add(new Gap(asOf, now.at()));
    }
    PairCounts counts = now.status().pairs();
    List<Sample> more = new ArrayList<>(samples);
    if (counts != null) {
      Sample sample =
          new Sample(
              now.at(),
              counts.total(),
              counts.primaryRunning(),
              counts.recoveryRunning(),
              counts.bothRunning(),
              counts.neitherRunning(),
              now.primarySeen(),
              now.recoverySeen());
      boolean resumes = holes.size() > gaps.size();
      if (more.isEmpty() || resumes || !more.get(more.size() - 1).sameAs(sample)) {
        more.add(sample);
      }
    }
    int merged = samplesLeftOut;
    while (more.size() > MOST_SAMPLES) {
      more.remove(briefest(more));
      merged++;
    }
    List<Gap> bounded = holes.subList(Math.max(0, holes.size() - MOST_GAPS), holes.size());
    return new Watched(more, bounded, exposures, merged, exposuresLeftOut);
  }

  /** The sample that tells least: the briefest between two others, of one VM at most at a time. */
  private static int briefest(List<Sample> samples) {
    int found = 1;
    long least = Long.MAX_VALUE;
    for (int i = 1; i < samples.size() - 1; i++) {
      long millis = Duration.between(samples.get(i).at(), samples.get(i + 1).at()).toMillis();
      boolean telling = samples.get(i).both() > 0 || samples.get(i).neither() > 0;
      long weight = telling ? millis + Duration.ofHours(1).toMillis() : millis;
      if (weight < least) {
        least = weight;
        found = i;
      }
    }
    return found;
  }

  Watched and(Exposure exposure) {
    boolean known =
        exposures.stream()
            .anyMatch(one -> one.vm().equals(exposure.vm()) && one.at().equals(exposure.at()));
    if (known) {
      return this;
    }
    if (exposures.size() >= MOST_EXPOSURES) {
      return new Watched(samples, gaps, exposures, samplesLeftOut, exposuresLeftOut + 1);
    }
    List<Exposure> more = new ArrayList<>(exposures);
    more.add(exposure);
    return new Watched(samples, gaps, more, samplesLeftOut, exposuresLeftOut);
  }
}
