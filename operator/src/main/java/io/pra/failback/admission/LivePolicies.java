package io.pra.failback.admission;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.pra.failback.decision.ApprovalGuard;
import io.pra.failback.decision.PolicyReading;
import io.pra.failback.observability.KubernetesTelemetry;
import io.pra.failback.observability.PlainText;
import io.pra.failback.threads.Daemons;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the API server has the policies that guard approvals, as they are shipped. Looked at
 * again and again, for what is said; and anew for what is done. Often only while it matters: to
 * notice that nobody checks, and that somebody does again, while people are asked.
 */
public final class LivePolicies implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LivePolicies.class);
  private static final Duration OFTEN = Duration.ofSeconds(5);
  private static final Duration SELDOM = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final boolean required;
  private final KubernetesTelemetry telemetry;
  private final BooleanSupplier peopleAreAsked;
  private final Runnable changed;
  private final LongSupplier nanos;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("policies"));
  private volatile Optional<ApprovalGuard> last = Optional.empty();
  private volatile long lookedAt;

  /**
   * Looks at nothing yet.
   *
   * @param required whether approvals are refused without them
   * @param peopleAreAsked whether an approval may be acted on
   * @param changed told when it stands otherwise than before
   * @param nanos the monotonic clock
   */
  public LivePolicies(
      KubernetesClient client,
      boolean required,
      KubernetesTelemetry telemetry,
      BooleanSupplier peopleAreAsked,
      Runnable changed,
      LongSupplier nanos) {
    this.client = client;
    this.required = required;
    this.telemetry = telemetry;
    this.peopleAreAsked = peopleAreAsked;
    this.changed = changed;
    this.nanos = nanos;
  }

  /** Looks now and then, from now on. */
  public void start() {
    Future<?> unused =
        thread.scheduleWithFixedDelay(this::look, 0, OFTEN.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** As it stood at the last look. */
  public ApprovalGuard told() {
    return last.orElseGet(this::now);
  }

  /**
   * As it stands now.
   *
   * @throws KubernetesClientException if the API server does not answer
   */
  public ApprovalGuard now() {
    ApprovalGuard guard =
        ApprovalGuard.of(ShippedPolicy.all().stream().map(this::read).toList(), required);
    Optional<ApprovalGuard> before = last;
    lookedAt = nanos.getAsLong();
    last = Optional.of(guard);
    telemetry.approvalsGuarded(guard.isWhole());
    if (!before.equals(last)) {
      tell(guard);
    }
    return guard;
  }

  private void tell(ApprovalGuard guard) {
    if (guard.isWhole()) {
      log.info("event=ApprovalsGuarded");
    } else {
      log.warn(
          "event=ApprovalsUnguarded refused={} gaps=\"{}\"",
          guard.refuses(),
          PlainText.of(String.join("; ", guard.gaps()), 1000));
    }
    changed.run();
  }

  private void look() {
    try {
      if (isDue()) {
        now();
      }
    } catch (RuntimeException e) {
      // It stands as it stood; who acts by it looks anew, and is told then.
      log.debug("event=PoliciesUnread", e);
    }
  }

  private boolean isDue() {
    return last.map(ApprovalGuard::refuses).orElse(true)
        || peopleAreAsked.getAsBoolean()
        || nanos.getAsLong() - lookedAt >= SELDOM.toNanos();
  }

  private PolicyReading read(ShippedPolicy policy) {
    try {
      return reading(policy, live(policy), "");
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      return reading(
          policy,
          null,
          "the operator's account lacks the verb get on " + context(policy).getPlural());
    }
  }

  /** Null if there is none. */
  private GenericKubernetesResource live(ShippedPolicy policy) {
    return client.genericKubernetesResources(context(policy)).withName(policy.name()).get();
  }

  private static PolicyReading reading(
      ShippedPolicy policy, GenericKubernetesResource live, String problem) {
    return new PolicyReading(
        policy.kind(), policy.name(), version(live), policy.spec(), spec(live), problem);
  }

  /** The API server counts a generation with each change of a spec. */
  private static String version(GenericKubernetesResource live) {
    return live == null
        ? ""
        : "%s/%d".formatted(live.getMetadata().getUid(), live.getMetadata().getGeneration());
  }

  private static Optional<Map<?, ?>> spec(GenericKubernetesResource live) {
    return live != null && live.get("spec") instanceof Map<?, ?> spec
        ? Optional.of(spec)
        : Optional.empty();
  }

  private static ResourceDefinitionContext context(ShippedPolicy policy) {
    String singular = policy.kind().toLowerCase(Locale.ROOT);
    return new ResourceDefinitionContext.Builder()
        .withGroup("admissionregistration.k8s.io")
        .withVersion("v1")
        .withKind(policy.kind())
        .withPlural(singular.endsWith("y") ? singular.replaceFirst("y$", "ies") : singular + "s")
        .withNamespaced(false)
        .build();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
