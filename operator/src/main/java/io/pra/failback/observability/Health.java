package io.pra.failback.observability;

import java.util.List;

/**
 * Whether a part of the operator, or all of it, is well.
 *
 * @param reasons what is not, one short line each, such as {@code kubernetes: no answer for 60 s};
 *     may also name what is
 */
public record Health(boolean ok, List<String> reasons) {
  public Health {
    reasons = List.copyOf(reasons);
  }

  /** Nothing is wrong. */
  public static Health good() {
    return new Health(true, List.of());
  }

  /** Something is wrong. */
  public static Health bad(String... reasons) {
    return new Health(false, List.of(reasons));
  }

  /** For people and for {@code kubectl describe}. */
  String text() {
    StringBuilder text = new StringBuilder(ok ? "ok\n" : "not ok\n");
    reasons.forEach(reason -> text.append("- ").append(PlainText.of(reason)).append('\n'));
    return text.toString();
  }
}
