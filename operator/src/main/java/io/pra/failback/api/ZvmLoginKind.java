package io.pra.failback.api;

/** How a ZVM wants to be logged in to. */
public enum ZvmLoginKind {
  /** From version 10 on. */
  Keycloak,
  /** Up to version 9, with a user of Windows. */
  WindowsSession,
  /** Up to version 9, with a user of the vCenter. */
  VCenterSession
}
