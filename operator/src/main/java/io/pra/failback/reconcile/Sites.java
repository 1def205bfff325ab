package io.pra.failback.reconcile;

import io.pra.failback.api.SiteState;
import io.pra.failback.decision.SiteView;
import io.pra.failback.guard.GuardListener;
import io.pra.failback.guard.LoginThrottle;
import io.pra.failback.guard.SiteGuard;
import io.pra.failback.vsphere.VCenterConnector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/** The sites that this process serves. */
final class Sites implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(10);

  /** The last contact is written once a minute, and Events may have waited for the API server. */
  private static final Duration UNTOLD = Duration.ofMinutes(5);

  private final VCenterConnector connector;
  private final LoginThrottle logins;
  private final Clock clock;
  private final LongSupplier nanos;
  private final LongPredicate leads;
  private final long startedAt;
  private final BiFunction<Key, Instant, GuardListener> listeners;
  private final Map<Key, Site> sites = new ConcurrentHashMap<>();

  Sites(
      VCenterConnector connector,
      Clock clock,
      LongSupplier nanos,
      LongPredicate leads,
      BiFunction<Key, Instant, GuardListener> listeners) {
    this.connector = connector;
    this.logins = new LoginThrottle(nanos);
    this.clock = clock;
    this.nanos = nanos;
    this.leads = leads;
    this.startedAt = nanos.getAsLong();
    this.listeners = listeners;
  }

  /**
   * The site with these settings; its guard lives as long as the site does.
   *
   * @param lastContact when an earlier process last saw it; null if none did
   */
  Site put(SiteState object, Instant lastContact) {
    Key key = Key.of(object);
    return sites.compute(
        key,
        (same, before) ->
            new Site(
                key,
                object.getMetadata().getUid(),
                object.getMetadata().getGeneration(),
                object.getSpec(),
                before != null ? before.guard() : guard(object, lastContact)));
  }

  private SiteGuard guard(SiteState object, Instant lastContact) {
    Key key = Key.of(object);
    SiteGuard guard =
        new SiteGuard(
            key.toString(),
            connector,
            logins,
            clock,
            nanos,
            leads,
            listeners.apply(key, lastContact));
    Instant created = Instant.parse(object.getMetadata().getCreationTimestamp());
    Instant untold = lastContact == null ? created : lastContact.minus(UNTOLD);
    guard.lookBackTo(untold.isBefore(created) ? created : untold);
    return guard;
  }

  Optional<Site> find(Key key) {
    return Optional.ofNullable(sites.get(key));
  }

  List<Site> all() {
    return List.copyOf(sites.values());
  }

  /** Whether two sites, by whatever address, are one vCenter. */
  boolean isSamePlace(Key one, Key other) {
    return one.equals(other) || (!vCenter(one).isEmpty() && vCenter(one).equals(vCenter(other)));
  }

  private String vCenter(Key site) {
    return find(site).map(found -> found.guard().vCenter()).orElse("");
  }

  /** The sites that lead to the vCenter of one, that one among them. */
  List<Site> at(Key place) {
    return sites.values().stream().filter(site -> isSamePlace(site.key(), place)).toList();
  }

  /**
   * Whether a site was not looked at yet since this process began, so that nothing may be
   * concluded.
   */
  boolean isStarting(Key key) {
    boolean young = nanos.getAsLong() - startedAt < START.toNanos();
    return young && find(key).map(Site::isStarting).orElse(true);
  }

  SiteView view(Key key) {
    return find(key).map(Site::view).orElseGet(() -> missing(key));
  }

  SiteView liveView(Key key) {
    return find(key).map(Site::liveView).orElseGet(() -> missing(key));
  }

  private static SiteView missing(Key key) {
    return SiteView.unreadable(
        key.name(), "there is no SiteState %s, or it was not read yet".formatted(key));
  }

  void remove(Key key) {
    Site site = sites.remove(key);
    if (site != null) {
      site.guard().close();
    }
  }

  @Override
  public void close() {
    sites.keySet().forEach(this::remove);
  }
}
