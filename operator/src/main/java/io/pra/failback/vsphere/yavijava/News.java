package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import io.pra.failback.vsphere.TaskWatch.EndedTask;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Where everything meets that a task watch may report: answered polls, what was read beside them,
 * and failures. The reader blocks here rather than in the poll, so that news from elsewhere reaches
 * it while the poll goes on.
 */
final class News {
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final Queue<ManagedObjectReference> discarded = new ArrayDeque<>();

  /** One piece of news, in the order of arrival. */
  sealed interface Item {}

  /** A poll was answered, or failed. */
  record Polled(Reply reply, Throwable failure) implements Item {}

  /** Tasks that were found to have ended. */
  record Ended(List<EndedTask> tasks) implements Item {}

  /** Something beside the poll failed. */
  record Failed(VSphereException reason) implements Item {}

  Item take() throws InterruptedException {
    return queue.take();
  }

  /** The next piece if there is one already, or null. */
  Item poll() {
    return queue.poll();
  }

  void whenAnswered(CompletableFuture<Reply> poll) {
    var unused = poll.whenComplete((reply, failure) -> queue.add(new Polled(reply, failure)));
  }

  void ended(List<EndedTask> tasks) {
    if (!tasks.isEmpty()) {
      queue.add(new Ended(tasks));
    }
  }

  void failed(VSphereException reason) {
    queue.add(new Failed(reason));
  }

  /** A filter that is no longer needed; it is destroyed between two polls. */
  void discard(ManagedObjectReference filter) {
    synchronized (discarded) {
      discarded.add(filter);
    }
  }

  List<ManagedObjectReference> takeDiscarded() {
    synchronized (discarded) {
      List<ManagedObjectReference> filters = new ArrayList<>(discarded);
      discarded.clear();
      return filters;
    }
  }
}
