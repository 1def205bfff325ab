package io.pra.failback.api;

/** What a site was seen to do. */
public enum ObservedActivity {
  /** All VMs run. */
  Active,
  /** All are suspended. */
  Suspended,
  /** All are powered off, or suspended and powered off. */
  Stopped,
  /** Some run. */
  Mixed,
  /** No VM matches. */
  Empty,
  /** The site cannot be read, or some VM cannot. */
  Unknown
}
