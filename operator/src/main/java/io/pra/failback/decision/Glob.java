package io.pra.failback.decision;

import java.util.Collection;

/**
 * Shell-like patterns over VM names: {@code *} is any text, {@code ?} any one character, the rest
 * is literal.
 */
public final class Glob {
  private Glob() {}

  /**
   * Whether the whole of {@code text} matches; linear in the text for each star, so no pattern can
   * be made slow.
   */
  public static boolean matches(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  public static boolean anyMatches(Collection<String> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> matches(pattern, text));
  }
}
