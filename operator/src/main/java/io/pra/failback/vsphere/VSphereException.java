package io.pra.failback.vsphere;

import java.util.Optional;

/**
 * A call to a vCenter that did not do what was asked; {@link #kind()} says what a caller may
 * conclude.
 */
public final class VSphereException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What a caller may conclude from a failed call. */
  public enum Kind {
    /** The session has ended or never was: log in again. */
    NOT_AUTHENTICATED,
    /** User name or password is wrong. Repeating it locks the account. */
    INVALID_LOGIN,
    /**
     * The account lacks a privilege; {@link VSphereException#subject()} names it where the vCenter
     * did.
     */
    NO_PERMISSION,
    /** The VM is not in a power state from which the operation is possible. */
    INVALID_POWER_STATE,
    /** The object is in a state that does not allow the operation now. */
    INVALID_STATE,
    /** Another task works on the VM. */
    TASK_IN_PROGRESS,
    /** The reference, or the inventory path, names nothing. */
    NOT_FOUND,
    /** The guest runs no VMware Tools, so it cannot be asked to shut down. */
    TOOLS_UNAVAILABLE,
    /** The collector no longer knows the version: start it afresh. */
    INVALID_COLLECTOR_VERSION,
    /** Any other fault; its type and message are in the exception's message. */
    OTHER_FAULT,
    /**
     * No connection, a broken one, or no answer in time. A call may or may not have been carried
     * out.
     */
    UNREACHABLE,
    /** A vCenter, and not the one that it must be. */
    OTHER_VCENTER,
    /** The certificate chain, the host name or the thumbprint is not what was asked for. */
    UNTRUSTED,
    /** The reply is no SOAP, or is longer than the limit, or has a document type. */
    PROTOCOL
  }

  private final Kind kind;
  private final String subject;

  public VSphereException(Kind kind, String message) {
    this(kind, message, null, null);
  }

  public VSphereException(Kind kind, String message, Throwable cause) {
    this(kind, message, null, cause);
  }

  public VSphereException(Kind kind, String message, String subject, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.subject = subject;
  }

  public Kind kind() {
    return kind;
  }

  /** What the fault is about: the privilege's id of {@link Kind#NO_PERMISSION}, for instance. */
  public Optional<String> subject() {
    return Optional.ofNullable(subject);
  }
}
