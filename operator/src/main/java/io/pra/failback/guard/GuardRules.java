package io.pra.failback.guard;

import java.util.List;

/**
 * Everything the guard of one site goes by; immutable, swapped whole.
 *
 * @param holds reasons to hold; a VM is held if any of them says so
 * @param dryRun say what would be done, and do nothing
 */
public record GuardRules(List<HoldRule> holds, boolean dryRun) {
  /** Nothing is held. */
  public static final GuardRules NONE = new GuardRules(List.of(), false);

  public GuardRules {
    holds = List.copyOf(holds);
  }
}
