package io.pra.failback.vsphere;

import java.time.Duration;
import java.util.Map;

/**
 * The hot path's long poll: the power of every VM in a scope, and nothing else. For one thread, but
 * {@link #close()}.
 */
public interface SiteWatch extends AutoCloseable {
  /**
   * Waits for news. The first call returns at once with every VM of the scope.
   *
   * @param maxWait whole seconds, at least one; the vCenter answers by then, with nothing if there
   *     was none
   * @return newest state of each VM that is new or has changed; {@link PowerState#UNKNOWN} for one
   *     that has left the scope, whose host is not connected, or whose state is missing
   */
  Map<MoRef, PowerState> next(Duration maxWait) throws VSphereException;

  /** Ends the collector and makes a waiting {@link #next} throw. */
  @Override
  void close();
}
