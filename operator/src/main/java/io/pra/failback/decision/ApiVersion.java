package io.pra.failback.decision;

import java.util.OptionalInt;

/** How new a vCenter's API is. */
public final class ApiVersion {
  /**
   * The oldest that is served. Before 6.5 a query for events takes no maximum, TLS 1.2 is not the
   * default (Java 17 speaks nothing older), and nothing here was tried on it.
   */
  public static final String OLDEST = "6.5";

  private static final int OLDEST_MAJOR = 6;
  private static final int OLDEST_MINOR = 5;

  private ApiVersion() {}

  /** False also for a version that cannot be read: nothing is concluded from it. */
  public static boolean isTooOld(String version) {
    String[] parts = version.trim().split("\\.", 3);
    OptionalInt major = number(parts[0]);
    if (major.isEmpty()) {
      return false;
    }
    OptionalInt minor = parts.length > 1 ? number(parts[1]) : OptionalInt.of(0);
    return major.getAsInt() < OLDEST_MAJOR
        || (major.getAsInt() == OLDEST_MAJOR
            && minor.isPresent()
            && minor.getAsInt() < OLDEST_MINOR);
  }

  private static OptionalInt number(String text) {
    return text.matches("[0-9]{1,4}")
        ? OptionalInt.of(Integer.parseInt(text))
        : OptionalInt.empty();
  }
}
