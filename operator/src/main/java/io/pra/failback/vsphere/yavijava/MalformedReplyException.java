package io.pra.failback.vsphere.yavijava;

/** A reply that is no SOAP, or one that a decent vCenter would not send. */
final class MalformedReplyException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedReplyException(String message) {
    super(message);
  }
}
