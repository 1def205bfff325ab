package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.time.Instant;

/**
 * Told by a guard what it saw and did. Called on the hot path: must return at once and never throw.
 */
public interface GuardListener {
  /** Something of {@link SiteGuard#sight()} has changed. */
  void changed();

  /** The vCenter has answered a watch, with news or without. */
  void answered();

  /**
   * The site can be seen again, or for the first time; {@code lastSeen} is null if this process
   * never did.
   */
  void seesAgain(Instant lastSeen);

  /**
   * The vCenter has accepted that a held VM is stopped; {@code reaction} after it was seen running.
   */
  void accepted(Incident incident, Duration reaction);

  /**
   * A held VM that ran was seen not to run any more.
   *
   * @param ours whether a call of this process was accepted; another one guards too
   */
  void confirmed(Incident incident, Duration exposure, boolean ours);

  /** A VM runs that this process believes to be held, and that was released meanwhile. */
  void stoodBack(Incident incident);

  /**
   * What the vCenter has recorded about an incident that was {@link #confirmed}; some time after
   * it, from a thread that may wait, and once for each.
   */
  void explained(Incident incident, Duration exposure, boolean ours, StopRecord stop);

  /**
   * The vCenter has recorded that an earlier process stopped a VM that was held; whether it has
   * told so is not known.
   */
  void recorded(String vm, Hold hold, StopRecord stop);

  /** A held VM still runs although it should not; {@code why} in words. It is tried again. */
  void unconfirmed(Incident incident, String why);

  /** The vCenter will not let the operator stop a held VM. It is tried again, slowly. */
  void refused(Incident incident, VSphereException why);

  /** In dry run: what would have been done. */
  void wouldHold(Incident incident);

  /**
   * A held VM was seen running.
   *
   * @param vm its reference
   * @param name its name
   * @param owner whose rule holds it
   * @param hold what is done about it
   * @param seenAt when it was seen
   */
  record Incident(MoRef vm, String name, String owner, Hold hold, Instant seenAt) {}
}
