package io.pra.failback.api;

/** How a wave stands. */
public enum WaveState {
  Pending,
  /** VMs are being powered on. */
  Starting,
  /** All run; readiness checks do not pass yet. */
  Waiting,
  Ready,
  /** Not ready within timeoutSeconds. */
  TimedOut,
  /** Its recovery VMs are being shut down. */
  Stopping,
  /** Its recovery VMs are down. */
  Stopped
}
