package io.pra.failback.api;

/** How hosts are written. */
final class Host {
  /** A host name, an IPv4 or an IPv6 address, without scheme, port or path. */
  static final String PATTERN = "^([A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|[0-9A-Fa-f:.]+)$";

  static final String DESCRIPTION = "Name or address to connect to, as the operator resolves it.";

  private Host() {}
}
