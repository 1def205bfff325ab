package io.pra.failback.decision;

import io.pra.failback.api.ActionState;

/**
 * How an action that was started in this process ended.
 *
 * @param state Succeeded, Failed (it was definitely not done) or Unknown
 * @param message what was seen
 */
public record ActionFinding(ActionState state, String message) {}
