package io.pra.failback.api;

/** How a held VM is kept from running. */
public enum Hold {
  /** Suspended: memory is kept, and CRON may catch up after the resume. */
  Suspend,
  /** Power cut: nothing is kept of what it ran. */
  PowerOff
}
