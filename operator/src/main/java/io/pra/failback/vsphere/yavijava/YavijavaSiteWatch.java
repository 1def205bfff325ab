package io.pra.failback.vsphere.yavijava;

import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** One long poll on power and connection of every VM of a view. */
final class YavijavaSiteWatch implements SiteWatch {
  private final Collector collector;
  private final View view;
  private final SpareConnections spares;
  private final BelievedPower power = new BelievedPower();
  private boolean synced;
  private boolean quiet;
  private volatile boolean closed;

  YavijavaSiteWatch(Collector collector, View view, SpareConnections spares) {
    this.collector = collector;
    this.view = view;
    this.spares = spares;
  }

  @Override
  public Map<MoRef, PowerState> next(Duration maxWait) throws VSphereException {
    if (closed) {
      throw new VSphereException(Kind.UNREACHABLE, "the watch is closed");
    }
    if (!synced) {
      spares.open();
    } else if (quiet) {
      spares.warmUp();
    }
    Map<MoRef, PowerState> states = new LinkedHashMap<>();
    collector.awaitAll(synced ? maxWait : Duration.ZERO, updates -> power.merge(updates, states));
    quiet = synced && states.isEmpty();
    synced = true;
    return states;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      collector.destroy();
      view.destroy();
    }
  }
}
