package io.pra.failback.decision;

/**
 * Something that a person will want to know happened: goes to the timeline, to the Events and to
 * the log.
 *
 * @param warning whether it wants attention
 * @param reason PascalCase, stable
 * @param message for people
 */
public record Turn(boolean warning, String reason, String message) {
  public static Turn normal(String reason, String message) {
    return new Turn(false, reason, message);
  }

  public static Turn warning(String reason, String message) {
    return new Turn(true, reason, message);
  }
}
