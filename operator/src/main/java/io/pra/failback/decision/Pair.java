package io.pra.failback.decision;

import io.pra.failback.api.Side;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.List;

/**
 * A primary VM and its recovery twin. A side with no VM does not exist there now; one with several
 * is ambiguous.
 *
 * @param name name of the primary VM
 * @param recoveryName name that the twin has by the template
 * @param waves the waves that its name matches; a sound plan has exactly one
 * @param primary what answers to the name, or the identity, at the primary site
 * @param recovery what answers to the name at the recovery site
 * @param primaryReadable whether the primary site was readable
 * @param recoveryReadable whether the recovery site was readable
 */
public record Pair(
    String name,
    String recoveryName,
    List<String> waves,
    List<VirtualMachine> primary,
    List<VirtualMachine> recovery,
    boolean primaryReadable,
    boolean recoveryReadable) {

  public List<VirtualMachine> at(Side side) {
    return side == Side.Primary ? primary : recovery;
  }

  private boolean readable(Side side) {
    return side == Side.Primary ? primaryReadable : recoveryReadable;
  }

  /** Seen powered on, by a vCenter that can be read. */
  public boolean runs(Side side) {
    return readable(side)
        && at(side).stream().anyMatch(vm -> vm.powerState() == PowerState.POWERED_ON);
  }

  /** Not known to be down: what cannot be read counts as running. */
  public boolean mayRun(Side side) {
    return !readable(side) || at(side).stream().anyMatch(vm -> vm.powerState().mayRun());
  }

  public boolean isUnknown(Side side) {
    return mayRun(side) && !runs(side);
  }

  public boolean isAmbiguous() {
    return primary.size() > 1 || recovery.size() > 1;
  }
}
