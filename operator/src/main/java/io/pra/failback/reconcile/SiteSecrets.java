package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.pra.failback.decision.Stall;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The Secrets that sites name, each under a watch of its own, which asks for that one by its name:
 * no other is read, and the operator needs no right to another.
 */
final class SiteSecrets implements AutoCloseable {
  /** How long a site waits for the first answer about a Secret that it newly names. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final Consumer<Key> wake;
  private final Map<Key, Set<ResourceID>> named = new HashMap<>();
  private final Map<ResourceID, Watched> watched = new HashMap<>();

  /**
   * Watches nothing yet.
   *
   * @param wake told a site one of whose Secrets has changed
   */
  SiteSecrets(KubernetesClient client, Consumer<Key> wake) {
    this.client = client;
    this.wake = wake;
  }

  /**
   * Watches these for a site, in its namespace, and no longer those that it named before.
   *
   * @param names none when the site is gone
   */
  synchronized void watch(Key site, Set<String> names) {
    Set<ResourceID> secrets =
        names.stream()
            .map(name -> new ResourceID(name, site.namespace()))
            .collect(Collectors.toSet());
    Set<ResourceID> before = secrets.isEmpty() ? named.remove(site) : named.put(site, secrets);
    if (secrets.equals(before)) {
      return;
    }
    secrets.forEach(one -> watched.computeIfAbsent(one, Watched::new));
    if (before != null) {
      before.stream()
          .filter(one -> named.values().stream().noneMatch(others -> others.contains(one)))
          .forEach(one -> watched.remove(one).stop());
    }
  }

  /**
   * A Secret that a site {@linkplain #watch names}, as its watch has last told it.
   *
   * @return empty if there is none of this name
   * @throws SiteSettings.Unusable if the operator may not read it
   * @throws KubernetesClientException if the API server has not answered yet
   */
  Optional<Secret> find(Key site, String name) throws SiteSettings.Unusable {
    ResourceID id = new ResourceID(name, site.namespace());
    Watched one;
    synchronized (this) {
      one = watched.get(id);
    }
    if (one == null) {
      throw new IllegalStateException("nobody named Secret " + id);
    }
    return one.read();
  }

  /** The command that lets the operator, as {@code deploy/} has it, read Secrets of a namespace. */
  static String howToPermit(String namespace) {
    return ("kubectl create rolebinding failback-operator-secrets -n %s"
            + " --clusterrole=failback-operator-secrets"
            + " --serviceaccount=failback-system:failback-operator")
        .formatted(namespace);
  }

  private synchronized Set<Key> sitesOf(ResourceID secret) {
    return named.entrySet().stream()
        .filter(entry -> entry.getValue().contains(secret))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  @Override
  public synchronized void close() {
    watched.values().forEach(Watched::stop);
    watched.clear();
    named.clear();
  }

  /** One Secret. What was read stays when the right to read is lost, or the API server. */
  private final class Watched implements ResourceEventHandler<Secret> {
    private final ResourceID id;
    private final SharedIndexInformer<Secret> informer;
    private final CompletableFuture<Void> answered = new CompletableFuture<>();
    private volatile Throwable trouble;

    Watched(ResourceID id) {
      this.id = id;
      this.informer =
          client
              .secrets()
              .inNamespace(id.getNamespace().orElseThrow())
              .withName(id.getName())
              .runnableInformer(0);
      informer.addEventHandler(this);
      informer.exceptionHandler(
          (started, thrown) -> {
            trouble = thrown;
            answered.complete(null);
            return true;
          });
      var unused = informer.start().whenComplete((nothing, thrown) -> answered.complete(null));
    }

    Optional<Secret> read() throws SiteSettings.Unusable {
      if (!informer.hasSynced()) {
        awaitAnswer();
      }
      if (!informer.hasSynced()) {
        throw refusal();
      }
      return informer.getStore().list().stream()
          .filter(secret -> secret.getMetadata().getName().equals(id.getName()))
          .findFirst();
    }

    private void awaitAnswer() {
      try {
        answered.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new KubernetesClientException(
            "Secret %s: no answer within %d s".formatted(id.getName(), PATIENCE.toSeconds()), e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new KubernetesClientException("interrupted", e);
      }
    }

    private SiteSettings.Unusable refusal() {
      for (Throwable cause = trouble; cause != null; cause = cause.getCause()) {
        if (cause instanceof KubernetesClientException api
            && api.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
          return new SiteSettings.Unusable(forbidden());
        }
      }
      throw new KubernetesClientException(
          "Secret %s cannot be read".formatted(id.getName()), trouble);
    }

    private Stall forbidden() {
      return new Stall(
          "SecretForbidden",
          "the operator may not get, list and watch Secret %s".formatted(id.getName()),
          howToPermit(id.getNamespace().orElseThrow()));
    }

    void stop() {
      informer.stop();
    }

    private void wakeSites() {
      sitesOf(id).forEach(wake);
    }

    @Override
    public void onAdd(Secret secret) {
      wakeSites();
    }

    @Override
    public void onUpdate(Secret before, Secret after) {
      wakeSites();
    }

    @Override
    public void onDelete(Secret secret, boolean unknown) {
      wakeSites();
    }
  }
}
