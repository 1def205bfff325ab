package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.checks.SecretSource;
import io.pra.failback.checks.SecretUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Secrets as the API server has them now: never from a cache, and none is kept. */
final class LiveSecrets implements SecretSource {
  private final KubernetesClient client;

  LiveSecrets(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public Optional<Map<String, String>> read(String plan, String name) {
    Secret secret;
    try {
      secret = client.secrets().inNamespace(Key.parse(plan).namespace()).withName(name).get();
    } catch (KubernetesClientException e) {
      throw new SecretUnavailableException(
          e.getCode() == 403
              ? "the operator may not read Secret %s: %s"
                  .formatted(name, SiteSecrets.howToPermit(Key.parse(plan).namespace()))
              : "Secret %s cannot be read: the API server answers %d".formatted(name, e.getCode()));
    }
    return Optional.ofNullable(secret).map(LiveSecrets::values);
  }

  /** A file that became a value may end in a line break, which is no part of it. */
  private static Map<String, String> values(Secret secret) {
    Map<String, String> values = new HashMap<>();
    if (secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, encoded) ->
                  values.put(
                      key,
                      new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)
                          .replaceFirst("\\R\\z", "")));
    }
    return values;
  }
}
