package io.pra.failback.checks;

import java.util.Map;
import java.util.Optional;

/** Values of Secrets, for the one attempt that they were read for. */
final class SecretValues {
  private final Map<SecretUse, String> values;

  SecretValues(Map<SecretUse, String> values) {
    this.values = Map.copyOf(values);
  }

  /** A value that was asked for as a required one. */
  String of(SecretUse use) {
    return values.get(use);
  }

  Optional<String> find(SecretUse use) {
    return Optional.ofNullable(values.get(use));
  }

  /** A text from outside, without any of the values that may be in it. */
  String removedFrom(String text) {
    String clean = text;
    for (String value : values.values()) {
      clean = value.isEmpty() ? clean : clean.replace(value, "***");
    }
    return clean;
  }

  /** Never shows a value. */
  @Override
  public String toString() {
    return "SecretValues of " + values.keySet();
  }
}
