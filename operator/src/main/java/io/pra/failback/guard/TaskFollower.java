package io.pra.failback.guard;

import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerWatch;
import io.pra.failback.vsphere.VSphereException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands tasks to the watch in batches: in a burst, one call follows all that were accepted since
 * the last.
 */
final class TaskFollower {
  private final PowerWatch watch;
  private final Queue<MoRef> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean busy = new AtomicBoolean();

  TaskFollower(PowerWatch watch) {
    this.watch = watch;
  }

  void follow(MoRef task) throws VSphereException {
    waiting.add(task);
    while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
      try {
        List<MoRef> batch = new ArrayList<>();
        for (MoRef next = waiting.poll(); next != null; next = waiting.poll()) {
          batch.add(next);
        }
        if (!batch.isEmpty()) {
          watch.follow(batch);
        }
      } finally {
        busy.set(false);
      }
    }
  }
}
