package io.pra.failback.vsphere;

/** A user name and a password. Neither is printed by {@link #toString()}. */
public record Credentials(String username, String password) {
  @Override
  public String toString() {
    return "Credentials[redacted]";
  }
}
