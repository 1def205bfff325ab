package io.pra.failback.api;

/** What a site is wanted to do. */
public enum SiteActivity {
  /** The plans decide; without one, only observe. */
  PlanDriven,
  /** Standing freeze: every VM is suspended, whatever a plan says. */
  Suspended,
  /** Every VM runs, unless it is held or its twin may run. */
  Active,
  /** Every VM is shut down. */
  Stopped
}
