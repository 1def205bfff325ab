package io.pra.failback.report;

import io.pra.failback.observability.PlainText;
import java.util.List;

/**
 * Text from outside, so that Markdown shows it as it is: one line, no markup, no HTML, no links.
 */
final class MarkdownText {
  private static final int LONGEST = 2000;
  private static final String SPECIAL = "\\`*_[]#|~!";

  private MarkdownText() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder();
    String plain = PlainText.of(text == null ? "" : text, LONGEST);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      boolean begins = i == 0 && (c == '-' || c == '+' || c == '=' || c == ':');
      boolean link = c == ':' && plain.startsWith("://", i);
      boolean web = c == '.' && i >= 3 && plain.regionMatches(true, i - 3, "www", 0, 3);
      boolean mail = c == '@';
      String entity = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : "";
      if (!entity.isEmpty()) {
        out.append(entity);
        continue;
      }
      if (SPECIAL.indexOf(c) >= 0 || begins || link || web || mail) {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  /** A row of a table; its cells are Markdown already. */
  static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  static String header(String... names) {
    return row(names) + "|" + " --- |".repeat(names.length) + "\n";
  }

  /** A code block; {@code lines} hold no line break. */
  static String code(List<String> lines) {
    return "```sh\n" + String.join("\n", lines) + "\n```\n";
  }
}
