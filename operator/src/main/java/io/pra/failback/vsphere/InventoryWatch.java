package io.pra.failback.vsphere;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One long poll on the leaf properties of every VM in a scope. For one thread, but {@link
 * #close()}.
 */
public interface InventoryWatch extends AutoCloseable {
  /**
   * Waits for news. The first call returns at once with every VM of the scope, however many pages
   * the vCenter needs.
   *
   * @param maxWait whole seconds; the vCenter answers by then, with nothing if there was none; zero
   *     for at once
   */
  Update next(Duration maxWait) throws VSphereException;

  /** Ends the collector and makes a waiting {@link #next} return or throw. */
  @Override
  void close();

  /**
   * What has changed since the last call.
   *
   * @param changed VMs that are new or have changed, each described whole
   * @param removed VMs that have left the scope
   */
  record Update(List<VirtualMachine> changed, Set<MoRef> removed) {
    public Update {
      changed = List.copyOf(changed);
      removed = Set.copyOf(removed);
    }
  }
}
