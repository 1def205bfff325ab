package io.pra.failback.vsphere;

/** Whether the vCenter can vouch for what it says of a VM ({@code runtime.connectionState}). */
public enum ConnectionState {
  CONNECTED,
  /** Disconnected, orphaned, inaccessible, invalid, or a value this version does not know. */
  NOT_CONNECTED
}
