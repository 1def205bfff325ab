package io.pra.failback.http;

import java.io.IOException;

/** A reply is longer than is taken; the rest of it was not read. */
public final class ReplyTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  ReplyTooLongException(long maxBytes) {
    super("the reply is longer than " + maxBytes + " bytes");
  }
}
