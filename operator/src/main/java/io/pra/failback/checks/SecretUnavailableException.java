package io.pra.failback.checks;

/** A Secret that is needed and is not to be had; the message says which, and what mends it. */
public final class SecretUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * What is lacking.
   *
   * @param message names the field and the mend, and no value
   */
  public SecretUnavailableException(String message) {
    super(message);
  }
}
