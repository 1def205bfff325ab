package io.pra.failback.vsphere;

import java.time.Instant;

/**
 * A start or stop of a VM as the vCenter has recorded it.
 *
 * @param key orders the events of one vCenter, and names this one among them for as long as it is
 *     kept
 * @param at by the vCenter's clock
 * @param name of the VM at that time
 * @param user who did it, {@code VSPHERE.LOCAL\alice}; empty if nobody is named
 */
public record PowerEvent(int key, Instant at, MoRef vm, String name, Kind kind, String user) {
  /** What happened to the VM. */
  public enum Kind {
    /** It was powered on or resumed, or is about to be: a start may be recorded twice. */
    STARTED,
    SUSPENDED,
    POWERED_OFF
  }
}
