package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One poll is under way at a time and outlives a {@link #next} that returns earlier because of news
 * from elsewhere. Filters are created at any time but destroyed between two polls only: a server
 * may be walking them.
 */
final class YavijavaTaskWatch implements TaskWatch {
  private final Stubs stubs;
  private final Collector collector;
  private final News news = new News();
  private final FollowedTasks followed = new FollowedTasks();
  private final TaskFollower follower;
  private final TaskUpdates updates = new TaskUpdates(followed);
  private CompletableFuture<Reply> poll;
  private volatile boolean closed;

  YavijavaTaskWatch(Stubs stubs, ManagedObjectReference rootCollector, Collector collector) {
    this.stubs = stubs;
    this.collector = collector;
    this.follower = new TaskFollower(stubs, rootCollector, collector, followed, news);
  }

  @Override
  public void follow(Collection<MoRef> tasks) throws VSphereException {
    refuseIfClosed();
    follower.follow(tasks);
  }

  @Override
  public List<EndedTask> next(Duration maxWait) throws VSphereException {
    while (true) {
      refuseIfClosed();
      if (poll == null) {
        destroyDiscarded();
        poll = collector.poll(maxWait);
        news.whenAnswered(poll);
      }
      boolean answered = false;
      for (News.Item item = takeNews(); item != null; item = news.poll()) {
        if (item instanceof News.Polled polled) {
          answered = true;
          poll = null;
          updates.add(read(polled));
        } else if (item instanceof News.Ended ended) {
          updates.add(ended);
        } else if (item instanceof News.Failed failed) {
          throw failed.reason();
        }
      }
      if (answered || updates.any()) {
        return updates.take();
      }
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      follower.close();
      collector.destroy();
      news.failed(closedFailure());
    }
  }

  private UpdateSet read(News.Polled polled) throws VSphereException {
    if (polled.failure() != null) {
      throw stubs.client().failure(polled.failure());
    }
    return collector.read(polled.reply());
  }

  private News.Item takeNews() throws VSphereException {
    try {
      return news.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VSphereException(Kind.UNREACHABLE, "the thread was interrupted");
    }
  }

  private void destroyDiscarded() throws VSphereException {
    List<CompletableFuture<Reply>> calls = new ArrayList<>();
    for (ManagedObjectReference discarded : news.takeDiscarded()) {
      calls.add(collector.destroyFilter(discarded));
    }
    for (CompletableFuture<Reply> call : calls) {
      try {
        stubs.client().await(call, null);
      } catch (VSphereException e) {
        if (e.kind() != Kind.NOT_FOUND) {
          throw e;
        }
      }
    }
  }

  private void refuseIfClosed() throws VSphereException {
    if (closed) {
      throw closedFailure();
    }
  }

  private static VSphereException closedFailure() {
    return new VSphereException(Kind.UNREACHABLE, "the watch is closed");
  }
}
