package io.pra.failback.decision;

import io.pra.failback.observability.PlainText;

/** What people write in a plan, made safe to show before it is kept in a status. */
final class Spoken {
  /** Of a comment or a reason, in chars; the API takes no longer ones. */
  private static final int LONGEST_TEXT = 1024;

  private Spoken() {}

  static String name(String user) {
    return PlainText.of(user);
  }

  static String text(String comment) {
    return PlainText.of(comment, LONGEST_TEXT);
  }
}
