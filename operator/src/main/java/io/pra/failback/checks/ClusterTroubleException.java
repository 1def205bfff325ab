package io.pra.failback.checks;

/** The API server did not do what it was asked; the message says what mends it. */
public final class ClusterTroubleException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean saidNo;

  /**
   * What went wrong.
   *
   * @param saidNo whether it is certain that nothing was done: the API server refused
   * @param message for people: one short line without secrets
   */
  public ClusterTroubleException(boolean saidNo, String message) {
    super(message);
    this.saidNo = saidNo;
  }

  /** Whether it is certain that nothing was done. */
  public boolean saidNo() {
    return saidNo;
  }
}
