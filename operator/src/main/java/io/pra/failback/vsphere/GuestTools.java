package io.pra.failback.vsphere;

/**
 * What a vCenter knows of a guest by its VMware Tools. {@code guestHeartbeatStatus} of a VM that
 * does not run is the last one, so that the power has to be looked at, too.
 *
 * @param powerState unknown where the host is not connected
 * @param installed whether Tools are, as far as the vCenter knows
 * @param running whether they run now
 */
public record GuestTools(
    PowerState powerState, boolean installed, boolean running, Heartbeat heartbeat) {
  /** As vSphere's ManagedEntityStatus has them; what is not told is GRAY. */
  public enum Heartbeat {
    /** Comes as it should. */
    GREEN,
    /** Came late. */
    YELLOW,
    /** Does not come any more. */
    RED,
    /** Tools are absent or stopped, or have not begun. */
    GRAY
  }
}
