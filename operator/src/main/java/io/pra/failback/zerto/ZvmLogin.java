package io.pra.failback.zerto;

/** How to log in to a ZVM. None of them prints what it holds. */
public sealed interface ZvmLogin {
  /** From version 10 on: a Keycloak client of one's own, grant {@code client_credentials}. */
  record ServiceAccount(String clientId, String clientSecret) implements ZvmLogin {
    @Override
    public String toString() {
      return "ServiceAccount[redacted]";
    }
  }

  /** From version 10 on: a user, by the client {@code zerto-client}, grant {@code password}. */
  record User(String username, String password) implements ZvmLogin {
    @Override
    public String toString() {
      return "User[redacted]";
    }
  }

  /**
   * Up to version 9: a session, in the header {@code x-zerto-session}.
   *
   * @param ofVCenter whether the vCenter knows the user, and not Windows
   */
  record Session(String username, String password, boolean ofVCenter) implements ZvmLogin {
    @Override
    public String toString() {
      return "Session[redacted]";
    }
  }
}
