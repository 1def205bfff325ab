package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pra.failback.decision.Turn;
import io.pra.failback.observability.Events;
import io.pra.failback.observability.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people what happened: a line in the log, and a Kubernetes Event. */
final class Announcer {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final Events events;

  Announcer(Events events) {
    this.events = events;
  }

  void tell(HasMetadata about, Turn turn) {
    String message = PlainText.of(turn.message(), 1000);
    String kind = about.getKind();
    String namespace = about.getMetadata().getNamespace();
    String name = about.getMetadata().getName();
    if (turn.warning()) {
      log.warn(
          "event={} kind={} namespace={} name={} message=\"{}\"",
          turn.reason(),
          kind,
          namespace,
          name,
          message);
    } else {
      log.info(
          "event={} kind={} namespace={} name={} message=\"{}\"",
          turn.reason(),
          kind,
          namespace,
          name,
          message);
    }
    events.record(
        about, turn.warning() ? Events.Type.WARNING : Events.Type.NORMAL, turn.reason(), message);
  }
}
