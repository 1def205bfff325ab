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
    events.record(about, type(turn), turn.reason(), message);
  }

  /**
   * Tells what is to be one Event, whoever tells it and however often.
   *
   * @param name of the Event object
   */
  void tellOnce(HasMetadata about, Turn turn, String name) {
    String message = note(about, turn);
    events.recordOnce(about, type(turn), turn.reason(), message, name, () -> {});
  }

  /** The same, but in the log only if nobody has told it before. */
  void tellUnlessTold(HasMetadata about, Turn turn, String name) {
    String message = PlainText.of(turn.message(), 1000);
    events.recordOnce(about, type(turn), turn.reason(), message, name, () -> note(about, turn));
  }

  private static Events.Type type(Turn turn) {
    return turn.warning() ? Events.Type.WARNING : Events.Type.NORMAL;
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
