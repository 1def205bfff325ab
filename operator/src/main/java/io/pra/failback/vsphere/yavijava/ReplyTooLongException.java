package io.pra.failback.vsphere.yavijava;

import java.io.IOException;

/** A reply went past {@code Endpoint.maxReplyBytes}; the rest of it was not read. */
final class ReplyTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  ReplyTooLongException(long maxBytes) {
    super("the reply is longer than " + maxBytes + " bytes");
  }
}
