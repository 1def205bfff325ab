package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pra.failback.decision.Turn;
import io.pra.failback.observability.Events;
import io.pra.failback.observability.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells people what happened: a line in the log, and a Kubernetes Event. */
final class Announcer {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  private final Events events;

  Announcer(Events events) {
    this.events = events;
  }

  void tell(HasMetadata about, Turn turn) {
    String message = note(about, turn);
    events.record(
        about, turn.warning() ? Events.Type.WARNING : Events.Type.NORMAL, turn.reason(), message);
  }

  /** The line in the log alone, for what another process tells the world. */
  String note(HasMetadata about, Turn turn) {
    String message = PlainText.of(turn.message(), 1000);
    log.atLevel(turn.warning() ? Level.WARN : Level.INFO)
        .log(
            "event={} kind={} namespace={} name={} message=\"{}\"",
            turn.reason(),
            about.getKind(),
            about.getMetadata().getNamespace(),
            about.getMetadata().getName(),
            message);
    return message;
  }
}
