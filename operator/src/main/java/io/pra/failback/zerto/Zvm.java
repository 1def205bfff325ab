package io.pra.failback.zerto;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One ZVM. Calls hold no thread, and fail with a {@link ZertoException} and nothing else. */
public interface Zvm {
  /**
   * The VPG of this name, its alerts, and where it waits for a commit its latest checkpoint.
   *
   * @param timeout bound of all of it, log-in included
   * @return fails with {@code NOT_FOUND} if there is none, or more than one
   */
  CompletableFuture<Vpg> vpg(String name, Duration timeout);

  /**
   * Commits the Move or Failover that the VPG waits in, with reverse protection, and keeps no
   * source VMs: Zerto excludes the one from the other. A commit says nothing of policies: nothing
   * here begins a Move or a Failover, so no commit policy is ever set.
   *
   * @return when the ZVM has accepted it; its state tells when it is done
   */
  CompletableFuture<Void> commitReversed(Vpg vpg, Duration timeout);
}
