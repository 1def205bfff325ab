package io.pra.failback.api;

/** Whether a connection is encrypted. There is no mode that encrypts and believes anybody. */
public enum TlsMode {
  /** The certificate is verified, and names the host. */
  Required,
  /** Everybody on the way can read, the password too. */
  Disabled
}
