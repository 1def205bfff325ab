package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pra.failback.observability.PlainText;
import java.net.HttpURLConnection;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What to do when the API server refuses or does not answer: nothing but to wait. The guards go on
 * meanwhile.
 */
final class ApiTrouble {
  private static final Logger log = LoggerFactory.getLogger(ApiTrouble.class);
  private static final Duration AFTER_CONFLICT = Duration.ofMillis(50);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

  private ApiTrouble() {}

  /** A conflict means that somebody has written meanwhile: look again at once. */
  static Duration pause(HasMetadata object, KubernetesClientException e) {
    if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
      return AFTER_CONFLICT;
    }
    log.warn(
        "event=ApiServerTrouble kind={} namespace={} name={} code={} message=\"{}\"",
        object.getKind(),
        object.getMetadata().getNamespace(),
        object.getMetadata().getName(),
        e.getCode(),
        PlainText.of(String.valueOf(e.getMessage()), 300));
    return AFTER_FAILURE;
  }
}
