package io.pra.failback.checks;

import io.pra.failback.api.Action;
import io.pra.failback.api.ZertoSpec;
import java.time.Duration;

/**
 * One action to carry out, its intent already recorded.
 *
 * @param plan names the plan to the caller; actions of one plan run one after the other
 * @param planUid makes the idempotency key unique across clusters
 * @param key {@code <episode id>/<action id>}: two runs with one key are one run
 * @param zerto the ZVMs of the plan; null if it names none
 * @param timeout bound of one request
 * @param oldPrimaryIsDown whether what the action replaces is known to run nowhere, and to stay so
 * @param evidence why, or why not
 * @param resumed true if the operator has restarted since the intent was recorded, so that the
 *     request may have been sent before
 */
public record ActionRun(
    String plan,
    String planUid,
    String key,
    Action action,
    ZertoSpec zerto,
    Duration timeout,
    boolean oldPrimaryIsDown,
    String evidence,
    boolean resumed) {
  String idempotencyKey() {
    return planUid + "/" + key;
  }
}
