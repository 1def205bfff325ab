package io.pra.failback.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.pra.failback.lab.Lab;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that agree on a leader by a Lease of the real API server. */
class LeadershipIT {
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final KubernetesClient client = Lab.shared().admin();
  private final String namespace = Lab.shared().newNamespace("lease");
  private final List<Leadership> all = new ArrayList<>();

  @AfterEach
  void close() {
    all.forEach(Leadership::close);
  }

  private Leadership candidate(String name, AtomicLong ahead) {
    LeaseSettings settings = new LeaseSettings(namespace, "operator", name, LEASE);
    Leadership candidate =
        new Leadership(
            client,
            settings,
            Clock.offset(Clock.systemUTC(), Duration.ofNanos(ahead.get())),
            () -> System.nanoTime() + ahead.get());
    all.add(candidate);
    candidate.start(() -> {});
    return candidate;
  }

  private Leadership candidate(String name) {
    return candidate(name, new AtomicLong());
  }

  private static boolean leads(Leadership candidate) {
    return candidate.term() != Leadership.NONE;
  }

  private Lease lease() {
    return client.leases().inNamespace(namespace).withName("operator").get();
  }

  @Test
  void oneLeadsAndStaysTheLeaderWhileAnotherWaits() {
    Leadership first = candidate("first");
    await().until(() -> leads(first));
    long term = first.term();
    Leadership second = candidate("second");

    String then = lease().getMetadata().getResourceVersion();
    await("several renewals")
        .until(() -> lease().getMetadata().getResourceVersion().compareTo(then) > 0);

    await().during(LEASE).atMost(LEASE.multipliedBy(3)).until(() -> !leads(second));
    assertThat(first.term()).isEqualTo(term);
    assertThat(first.confirms(term)).isTrue();
    assertThat(second.problem()).isEmpty();
  }

  @Test
  void whoStepsDownIsFollowedAtOnceAndByAnotherTerm() {
    Leadership first = candidate("first");
    await().until(() -> leads(first));
    Leadership second = candidate("second");

    first.close();

    assertThat(leads(first)).isFalse();
    await().atMost(LEASE).until(() -> leads(second));
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
  }

  @Test
  void whoFindsTheLeaseTakenLeadsNoMoreAndItsStepsAreRefused() {
    Leadership first = candidate("first");
    await().until(() -> leads(first));
    long term = first.term();

    client
        .leases()
        .inNamespace(namespace)
        .withName("operator")
        .edit(
            lease -> {
              lease.getSpec().setHolderIdentity("somebody-else");
              return lease;
            });

    assertThat(first.confirms(term)).isFalse();
    await().until(() -> !leads(first));
  }

  /** As after a freeze: it has believed in itself for too long by its own clock. */
  @Test
  void whoWasFrozenLeadsNoMoreWhenItWakes() {
    AtomicLong ahead = new AtomicLong();
    Leadership first = candidate("first", ahead);
    await().until(() -> leads(first));
    long term = first.term();

    ahead.addAndGet(Duration.ofSeconds(30).toNanos());

    assertThat(first.holds(term)).isFalse();
    assertThat(first.confirms(term)).isFalse();
    await("a term of its own, if nobody else came").until(() -> leads(first));
    assertThat(first.holds(term)).isFalse();
  }

  /** The times in the lease are of no account: only how long it is silent for who looks. */
  @Test
  void aLeaseFromTheFutureOrThePastIsWaitedFor() {
    for (int minutes : new int[] {-10, 10}) {
      client.leases().inNamespace(namespace).withName("operator").delete();
      Leadership skewed =
          new Leadership(
              client,
              new LeaseSettings(namespace, "operator", "skewed" + minutes, LEASE),
              Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes)),
              System::nanoTime);
      all.add(skewed);
      skewed.start(() -> {});
      await().until(() -> leads(skewed));
      Leadership other = candidate("other" + minutes);
      await().during(LEASE).atMost(LEASE.multipliedBy(3)).until(() -> !leads(other));
      skewed.close();
      other.close();
    }
  }
}
