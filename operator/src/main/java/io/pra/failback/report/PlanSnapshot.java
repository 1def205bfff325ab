package io.pra.failback.report;

import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import java.time.Instant;
import java.util.Map;

/**
 * A plan at one moment, as it is persisted, and what was seen then.
 *
 * @param namespace of the plan
 * @param name of the plan
 * @param uid of the plan
 * @param spec what people want and say
 * @param status what is persisted; for a drill, what it would be if the drill were real
 * @param drill the drill that this is about; null for an episode
 * @param primarySeen whether the primary site could be read
 * @param recoverySeen whether the recovery site could be read
 * @param writersOfApprovals which field manager wrote each, by user, as far as it is known
 * @param at when it was looked at
 */
public record PlanSnapshot(
    String namespace,
    String name,
    String uid,
    FailbackPlanSpec spec,
    FailbackPlanStatus status,
    DrillStatus drill,
    boolean primarySeen,
    boolean recoverySeen,
    Map<String, String> writersOfApprovals,
    Instant at) {}
