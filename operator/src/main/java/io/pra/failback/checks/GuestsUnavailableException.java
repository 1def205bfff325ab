package io.pra.failback.checks;

/** A vCenter could not be asked for its guests; the message says which, and why. */
public final class GuestsUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public GuestsUnavailableException(String message) {
    super(message);
  }
}
