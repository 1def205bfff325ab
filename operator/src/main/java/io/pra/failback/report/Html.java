package io.pra.failback.report;

import io.pra.failback.observability.PlainText;
import java.util.List;

/** Text from outside, so that a browser shows it as it is; and a table of it. */
final class Html {
  private static final int LONGEST = 4000;

  private Html() {}

  /** Safe in the text of an element and in a quoted attribute. */
  static String text(String text) {
    String plain = PlainText.of(text == null ? "" : text, LONGEST);
    StringBuilder out = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /** A table; its cells are HTML already. */
  static String table(String kind, List<String> header, List<List<String>> rows) {
    StringBuilder out = new StringBuilder();
    out.append("<div class=\"scroll\"><table class=\"").append(kind).append("\"><thead><tr>");
    header.forEach(name -> out.append("<th>").append(text(name)).append("</th>"));
    out.append("</tr></thead><tbody>\n");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(cell).append("</td>"));
      out.append("</tr>\n");
    }
    return out.append("</tbody></table></div>\n").toString();
  }

  /** A word in a coloured box: the colour says nothing that the word does not. */
  static String badge(String kind, String word) {
    return word.isEmpty() ? "" : "<span class=\"badge %s\">%s</span>".formatted(kind, text(word));
  }

  static String code(String text) {
    return "<code>" + text(text) + "</code>";
  }
}
