package io.pra.failback.zerto;

/** A ZVM did not do, or tell, what it was asked; the message is one line for people. */
public final class ZertoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What may be concluded. */
  public enum Kind {
    /** The credentials are wrong. Repeating it may lock the account. */
    INVALID_LOGIN,
    /** The account may not. */
    FORBIDDEN,
    /** There is no such VPG, or it cannot be told from another. */
    NOT_FOUND,
    /** The ZVM said no. */
    REFUSED,
    /** No byte of the call has reached a ZVM. */
    UNREACHABLE,
    /** The certificate is not the one to believe. Nothing was sent. */
    UNTRUSTED,
    /** No answer, or one that says nothing: it may have been done. */
    NO_ANSWER,
    /** An answer that cannot be read; it may have been done. */
    PROTOCOL
  }

  private final Kind kind;

  public ZertoException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether a call that was to change something may have changed it. */
  public boolean mayHaveBeenDone() {
    return kind == Kind.NO_ANSWER || kind == Kind.PROTOCOL;
  }
}
