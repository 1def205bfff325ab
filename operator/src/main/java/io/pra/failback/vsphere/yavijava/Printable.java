package io.pra.failback.vsphere.yavijava;

import java.util.Locale;

/**
 * Text of a vCenter made fit for a message: it may come from whoever may name a VM, and ends in
 * logs, events and terminals.
 */
final class Printable {
  private static final int MAX_LENGTH = 300;

  private Printable() {}

  /** One bounded line, in which control and invisible formatting characters are escaped. */
  static String of(String text) {
    if (text == null) {
      return "";
    }
    StringBuilder out = new StringBuilder(Math.min(text.length(), MAX_LENGTH));
    for (int i = 0; i < text.length(); i++) {
      if (out.length() >= MAX_LENGTH) {
        return out.append('…').toString();
      }
      char c = text.charAt(i);
      if (isHarmless(c)) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return out.toString();
  }

  private static boolean isHarmless(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
