package io.pra.failback.checks;

import java.util.Map;
import java.util.Optional;

/** Where the values are that a plan only names. Nothing that it tells may be kept. */
public interface SecretSource {
  /**
   * A Secret as it is now. Blocks.
   *
   * @param plan as the runner was told it; its namespace is the Secret's
   * @param name of the Secret
   * @return its values by key; empty if there is no such Secret
   * @throws SecretUnavailableException if it cannot be read
   */
  Optional<Map<String, String>> read(String plan, String name);
}
