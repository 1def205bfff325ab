package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.PropertyChangeOp;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.UpdateSet;
import com.vmware.vim25.WaitOptions;
import com.vmware.vim25.ws.Argument;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A PropertyCollector of its own, and how far its updates have been read. */
final class Collector {
  /** A vCenter pages by 100 objects; more pages than this for one update is no inventory. */
  private static final int MAX_PAGES = 500;

  private final Stubs stubs;
  private final ManagedObjectReference ref;
  private volatile String version = "";
  private volatile CompletableFuture<Reply> polling = CompletableFuture.completedFuture(null);

  private Collector(Stubs stubs, ManagedObjectReference ref) {
    this.stubs = stubs;
    this.ref = ref;
  }

  /**
   * Makes one that is independent of all others in the session.
   *
   * @param root the session's own collector
   */
  static Collector create(Stubs stubs, ManagedObjectReference root) throws VSphereException {
    return new Collector(stubs, stubs.call(vim -> vim.createPropertyCollector(root)));
  }

  /** Adds a filter, which reports whole properties, never parts of them. */
  ManagedObjectReference createFilter(PropertyFilterSpec spec) throws VSphereException {
    return stubs.call(vim -> vim.createFilter(ref, spec, false));
  }

  CompletableFuture<Reply> destroyFilter(ManagedObjectReference filter) {
    return stubs
        .client()
        .start("DestroyPropertyFilter", self(filter), stubs.client().readTimeout());
  }

  /**
   * Starts waiting for updates, without blocking.
   *
   * @param maxWait zero to be answered at once; otherwise whole seconds
   */
  CompletableFuture<Reply> poll(Duration maxWait) {
    WaitOptions options = new WaitOptions();
    options.setMaxWaitSeconds((int) (maxWait.isZero() ? 0 : Math.max(1, maxWait.toSeconds())));
    Argument[] arguments = {
      new Argument("_this", "ManagedObjectReference", ref),
      new Argument("version", "String", version),
      new Argument("options", "WaitOptions", options)
    };
    Duration bound = maxWait.plus(stubs.client().readTimeout());
    polling = stubs.client().start("WaitForUpdatesEx", arguments, bound);
    return polling;
  }

  /** Waits for updates; null if there were none. */
  UpdateSet await(Duration maxWait) throws VSphereException {
    return read((UpdateSet) stubs.client().await(poll(maxWait), "UpdateSet"));
  }

  /**
   * Waits for updates, and goes on until their last page.
   *
   * @param page what to do with each page
   */
  void awaitAll(Duration maxWait, Consumer<UpdateSet> page) throws VSphereException {
    UpdateSet updates = await(maxWait);
    for (int pages = 1; updates != null; pages++) {
      page.accept(updates);
      if (!Boolean.TRUE.equals(updates.getTruncated())) {
        return;
      }
      if (pages == MAX_PAGES) {
        throw new VSphereException(Kind.PROTOCOL, "the vCenter sends pages without an end");
      }
      updates = await(Duration.ZERO);
    }
  }

  static boolean isRemoval(PropertyChangeOp op) {
    return op == PropertyChangeOp.remove || op == PropertyChangeOp.indirectRemove;
  }

  /** Reads what a poll brought; null if there was nothing. */
  UpdateSet read(Reply reply) throws VSphereException {
    return read((UpdateSet) stubs.client().decode(reply, "UpdateSet"));
  }

  /** Ends the collector with all its filters and breaks off a poll; does not wait. */
  void destroy() {
    polling.cancel(true);
    var unused =
        stubs.client().start("DestroyPropertyCollector", self(ref), stubs.client().readTimeout());
  }

  private UpdateSet read(UpdateSet updates) {
    if (updates != null && updates.getVersion() != null) {
      version = updates.getVersion();
    }
    return updates;
  }

  private static Argument[] self(ManagedObjectReference ref) {
    return new Argument[] {new Argument("_this", "ManagedObjectReference", ref)};
  }
}
