package io.pra.failback.decision;

import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything that a decision about a plan may look at.
 *
 * @param namespace of the plan
 * @param name of the plan
 * @param uid of the plan
 * @param spec what people want and say
 * @param status what was decided last, as it was persisted
 * @param primary the primary site
 * @param recovery the recovery site
 * @param checks newest findings of checklist and readiness probes, by id
 * @param actions outcomes of actions, by id
 * @param provenance with what people's words were written
 * @param surroundings what else there is that may be in the way
 * @param lookingSince since when this process has looked at the plan without a break
 * @param now the time
 */
public record Observation(
    String namespace,
    String name,
    String uid,
    FailbackPlanSpec spec,
    FailbackPlanStatus status,
    SiteView primary,
    SiteView recovery,
    Map<String, Finding> checks,
    Map<String, ActionFinding> actions,
    Provenance provenance,
    Surroundings surroundings,
    Instant lookingSince,
    Instant now) {

  public Observation {
    checks = Map.copyOf(checks);
    actions = Map.copyOf(actions);
  }

  /** The same plan in these surroundings. */
  public Observation within(Surroundings around) {
    return new Observation(
        namespace,
        name,
        uid,
        spec,
        status,
        primary,
        recovery,
        checks,
        actions,
        provenance,
        around,
        lookingSince,
        now);
  }

  /**
   * The pairs of the plan as they stand. From the approval on they are those that were approved: a
   * VM that comes to match a wave later is nobody's to start.
   */
  public List<Pair> pairs() {
    List<EpisodeVm> known =
        status.episode() == null || !status.phase().inEpisode()
            ? List.of()
            : status.episode().virtualMachines();
    boolean settled =
        switch (status.phase()) {
          case Standby, Completed, Holding, AwaitingApproval -> false;
          case Quiescing,
              Activating,
              Verifying,
              CuttingOver,
              StoppingRecovery,
              Reprotecting,
              Closing ->
              true;
        };
    return Pairing.pairs(spec, primary, recovery, known, settled);
  }

  public boolean bothReadable() {
    return primary.readable() && recovery.readable();
  }
}
