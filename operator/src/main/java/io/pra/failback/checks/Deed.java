package io.pra.failback.checks;

import java.util.concurrent.CompletableFuture;

/** One attempt at an action whose intent is recorded. */
interface Deed {
  /**
   * Carries it out, unless its effect is there already.
   *
   * @return completes in bounded time, never exceptionally
   */
  CompletableFuture<ActionOutcome> carryOut();
}
