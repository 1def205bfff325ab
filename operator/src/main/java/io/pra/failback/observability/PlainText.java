package io.pra.failback.observability;

/**
 * Makes text from outside (VM names, error messages, answers) safe to show in a log, an event, a
 * status or a terminal: one line, no escape sequences, no hidden or reordering characters, bounded.
 */
public final class PlainText {
  /** The length that {@link #of(String)} allows, in chars. */
  public static final int DEFAULT_MAX_LENGTH = 256;

  private static final String CUT = "…";

  private PlainText() {}

  /** As {@link #of(String, int)}, with {@value #DEFAULT_MAX_LENGTH} chars at most. */
  public static String of(String text) {
    return of(text, DEFAULT_MAX_LENGTH);
  }

  /**
   * The text with every control, format (bidi, zero-width), line-separator, private-use, unassigned
   * and unpaired surrogate character replaced by a visible escape such as {@code \n} or {@code
   * \u001b}. A backslash stays as it is, so that applying this twice changes nothing.
   *
   * @param text null is shown as {@code null}
   * @param maxLength most chars of the result, at least 1; longer text ends in an ellipsis, and
   *     neither an escape nor a surrogate pair is ever cut in two
   */
  public static String of(String text, int maxLength) {
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength must be at least 1, was " + maxLength);
    }
    if (text == null) {
      return of("null", maxLength);
    }
    StringBuilder plain = new StringBuilder(Math.min(text.length() + 16, maxLength));
    // Where to cut if the rest does not fit: the last end of a piece that leaves room for the mark.
    int cutAt = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      i += Character.charCount(codePoint);
      String piece = isPlain(codePoint) ? Character.toString(codePoint) : escape(codePoint);
      if (plain.length() + piece.length() > maxLength) {
        plain.setLength(cutAt);
        return plain.append(CUT).toString();
      }
      plain.append(piece);
      if (plain.length() + CUT.length() <= maxLength) {
        cutAt = plain.length();
      }
    }
    return plain.toString();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static String escape(int codePoint) {
    return switch (codePoint) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          codePoint < 0x10000 ? "\\u%04x".formatted(codePoint) : "\\u{%x}".formatted(codePoint);
    };
  }
}
