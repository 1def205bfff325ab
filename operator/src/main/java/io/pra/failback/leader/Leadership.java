package io.pra.failback.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.pra.failback.observability.PlainText;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to orchestrate, which one process has at a time, by a Lease at the API server.
 *
 * <p>It comes in terms. A term that has ended is never valid again, so what was decided in it can
 * be told from what was decided since. A process believes in its own term for a shorter time than
 * the others wait, on monotonic clocks only: neither a frozen process nor a wall clock that jumps
 * makes two leaders. (The elector of the client library compares wall clocks of two machines.)
 */
public final class Leadership implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  /** There is no term of this number. */
  public static final long NONE = 0;

  private final KubernetesClient client;
  private final LeaseSettings settings;
  private final Clock clock;
  private final LongSupplier nanos;
  private final RequestConfig once;
  private final Rivals rivals = new Rivals();

  private volatile Term current = new Term(NONE, 0);
  private volatile String problem = "the lease was not read yet";
  private Runnable changed = () -> {};
  private Thread thread;
  private long terms;
  private boolean led;
  private boolean closed;

  /** A term, and until when this process believes in it unless it renews. */
  private record Term(long number, long until) {}

  /**
   * Leads nothing yet.
   *
   * @param nanos a monotonic clock, in nanoseconds
   */
  public Leadership(
      KubernetesClient client, LeaseSettings settings, Clock clock, LongSupplier nanos) {
    this.client = client;
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
    // A call that is repeated for half a minute would be answered too late to be of use.
    this.once =
        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
            .withRequestTimeout((int) settings.trusted().dividedBy(2).toMillis())
            .withRequestRetryBackoffLimit(0)
            .build();
  }

  /**
   * Begins to stand for election.
   *
   * @param turned called when a term has begun or ended; must return at once
   */
  public void start(Runnable turned) {
    changed = turned;
    thread = new Thread(this::run, "leadership");
    thread.setDaemon(true);
    thread.start();
  }

  /** The term that this process leads in by its own clock, or {@link #NONE}. */
  public long term() {
    Term now = current;
    return nanos.getAsLong() - now.until() < 0 ? now.number() : NONE;
  }

  /** Whether this process leads, and still does so in this term. Asks nobody. */
  public boolean holds(long term) {
    return term != NONE && term() == term;
  }

  /**
   * Whether this process leads in this term, and the API server says so now. To be asked before
   * every step that cannot be taken back; {@link #holds} again right before the call itself.
   */
  public boolean confirms(long term) {
    if (!holds(term)) {
      return false;
    }
    try {
      Lease lease = asking(this::read);
      return lease != null && isMine(lease) && holds(term);
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** Why nobody is known to lead; empty if this process or another one does. */
  public String problem() {
    return problem;
  }

  private void run() {
    while (true) {
      long began = nanos.getAsLong();
      try {
        asking(
            api -> {
              stand(api, began);
              return null;
            });
      } catch (KubernetesClientException e) {
        trouble(e);
      }
      tellIfTurned();
      synchronized (this) {
        if (closed) {
          return;
        }
        try {
          wait(settings.pauseBetweenLooks().toMillis());
        } catch (InterruptedException e) {
          return;
        }
        if (closed) {
          return;
        }
      }
    }
  }

  private <T> T asking(Function<KubernetesClient, T> question) {
    return client
        .adapt(NamespacedKubernetesClient.class)
        .withRequestConfig(once)
        .call(question::apply);
  }

  private Lease read(KubernetesClient api) {
    return api.leases().inNamespace(settings.namespace()).withName(settings.name()).get();
  }

  /** Creates, renews or takes over the lease, as it is due. */
  private void stand(KubernetesClient api, long began) {
    Lease lease = read(api);
    if (lease == null) {
      api.resource(next(null)).create();
      lead(began);
      return;
    }
    rivals.saw(lease.getMetadata().getResourceVersion(), began);
    boolean vacant = holder(lease).isEmpty();
    if (isMine(lease) || vacant || rivals.silentFor(settings.duration(), began)) {
      // Bound to the version that was read: of two that take over, one is refused.
      api.resource(next(lease)).update();
      lead(began);
    } else {
      current = new Term(NONE, 0);
      problem = "";
    }
  }

  private synchronized void lead(long began) {
    problem = "";
    if (closed) {
      return;
    }
    long number = term();
    if (number == NONE) {
      terms++;
      number = terms;
    }
    current = new Term(number, began + settings.trusted().toNanos());
  }

  private void trouble(KubernetesClientException e) {
    boolean lostRace = e.getCode() == HttpURLConnection.HTTP_CONFLICT;
    String now = lostRace ? "" : PlainText.of(String.valueOf(e.getMessage()), 300);
    if (!now.isEmpty() && !now.equals(problem)) {
      log.warn(
          "event=LeaseTrouble lease={}/{} code={} message=\"{}\"",
          settings.namespace(),
          settings.name(),
          e.getCode(),
          now);
    }
    problem = now;
  }

  private void tellIfTurned() {
    boolean leads = term() != NONE;
    if (leads != led) {
      led = leads;
      log.info(
          "event={} identity={} lease={}/{}",
          leads ? "LeadershipAcquired" : "LeadershipLost",
          settings.identity(),
          settings.namespace(),
          settings.name());
      changed.run();
    }
  }

  private Lease next(Lease before) {
    ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
    LeaseSpec spec = before == null ? new LeaseSpec() : before.getSpec();
    boolean renewed = before != null && isMine(before);
    int transitions = spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions();
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(settings.namespace())
        .withName(settings.name())
        .withResourceVersion(before == null ? null : before.getMetadata().getResourceVersion())
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(settings.identity())
        .withLeaseDurationSeconds((int) settings.duration().toSeconds())
        .withAcquireTime(renewed ? spec.getAcquireTime() : now)
        .withRenewTime(now)
        .withLeaseTransitions(renewed || before == null ? transitions : transitions + 1)
        .endSpec()
        .build();
  }

  private boolean isMine(Lease lease) {
    return holder(lease).equals(settings.identity());
  }

  private static String holder(Lease lease) {
    String holder = lease.getSpec() == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  /** Leads no more, from now on. Nobody takes over before {@link #close}, or without waiting. */
  public void resign() {
    synchronized (this) {
      closed = true;
      current = new Term(NONE, 0);
      notifyAll();
    }
  }

  /** Steps down, and lets another process take over without waiting. */
  @Override
  public void close() {
    resign();
    try {
      if (thread != null) {
        thread.join(settings.trusted().toMillis());
      }
      if (terms > 0) {
        asking(this::vacate);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KubernetesClientException e) {
      // The others wait until it has been silent for long enough.
    }
  }

  private Lease vacate(KubernetesClient api) {
    Lease lease = read(api);
    if (lease == null || !isMine(lease)) {
      return lease;
    }
    Lease vacant = next(lease);
    vacant.getSpec().setHolderIdentity("");
    return api.resource(vacant).update();
  }
}
