package io.pra.failback.vsphere;

/** What a vCenter says of a VM's power; {@link #UNKNOWN} counts as running wherever safety asks. */
public enum PowerState {
  POWERED_ON,
  SUSPENDED,
  POWERED_OFF,
  /** Not reported, not understood, or reported by a host that is not connected. */
  UNKNOWN;

  /** True unless the VM is known not to execute: the question to ask before its twin may start. */
  public boolean mayRun() {
    return this == POWERED_ON || this == UNKNOWN;
  }
}
