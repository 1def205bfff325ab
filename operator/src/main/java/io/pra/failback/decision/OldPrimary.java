package io.pra.failback.decision;

import io.pra.failback.api.Action;
import io.pra.failback.api.Authority;
import io.pra.failback.api.Side;
import java.util.List;

/**
 * Whether a server that an action is to replace is known to run nowhere: its recovery VM is seen
 * down, and the site has no authority, so that the guard keeps it down.
 *
 * @param why what was seen, or what is lacking
 */
public record OldPrimary(boolean isDown, String why) {
  /** Of an action that replaces nothing. */
  public static final OldPrimary NONE = new OldPrimary(false, "");

  static OldPrimary of(Draft draft, Action action) {
    if (action.redis() == null) {
      return NONE;
    }
    String vm = action.redis().oldPrimary().virtualMachine();
    if (vm.isEmpty()) {
      return new OldPrimary(false, "redis.oldPrimary.virtualMachine names no recovery VM");
    }
    if (!draft.authority.holds(Side.Recovery)) {
      return new OldPrimary(
          false,
          "the recovery site may run%s: recovery VM %s is not held"
              .formatted(
                  draft.authority == Authority.Both ? " as overlap: Allowed lets it" : "", vm));
    }
    List<Pair> hosts = draft.pairs.stream().filter(pair -> pair.recoveryName().equals(vm)).toList();
    if (hosts.isEmpty()) {
      return new OldPrimary(false, "%s is no recovery VM of this plan".formatted(vm));
    }
    if (hosts.stream().anyMatch(pair -> pair.recovery().isEmpty())) {
      return new OldPrimary(false, "recovery VM %s is not to be found".formatted(vm));
    }
    return hosts.stream().anyMatch(pair -> pair.mayRun(Side.Recovery))
        ? new OldPrimary(false, "recovery VM %s may run".formatted(vm))
        : new OldPrimary(true, "recovery VM %s is seen down, and is held there".formatted(vm));
  }
}
