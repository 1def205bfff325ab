package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.TaskBell;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;

/** One long poll on the task manager's list of recent tasks. */
final class YavijavaTaskBell implements TaskBell {
  static final String TYPE = "TaskManager";
  static final String PATH = "recentTask";

  private final Collector collector;
  private boolean synced;
  private volatile boolean closed;

  YavijavaTaskBell(Collector collector) {
    this.collector = collector;
  }

  @Override
  public boolean next(Duration maxWait) throws VSphereException {
    if (closed) {
      throw new VSphereException(Kind.UNREACHABLE, "the bell is closed");
    }
    if (!synced) {
      collector.await(Duration.ZERO);
      synced = true;
    }
    UpdateSet updates = collector.await(maxWait);
    return updates != null && !Absent.orEmpty(updates.getFilterSet()).isEmpty();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      collector.destroy();
    }
  }
}
