package io.pra.failback.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * A reply's body, refused once it is longer than allowed.
 *
 * <p>It copies what comes, and asks for more only then. A buffer of the client is as large as the
 * largest TLS record, however little is in it: a list of them took several times the length of the
 * reply, and a few long replies at once the whole heap.
 */
public final class CappedReply implements BodySubscriber<byte[]> {
  private final long maxBytes;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private ByteArrayOutputStream read = new ByteArrayOutputStream();
  private Flow.Subscription subscription;

  private CappedReply(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes replies of at most so many bytes; a longer one fails with {@link ReplyTooLongException}.
   */
  public static BodyHandler<byte[]> handler(long maxBytes) {
    return head -> new CappedReply(maxBytes);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      if (buffer.remaining() > maxBytes - read.size()) {
        subscription.cancel();
        fail(new ReplyTooLongException(maxBytes));
        return;
      }
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      read.writeBytes(bytes);
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    fail(failure);
  }

  @Override
  public void onComplete() {
    if (!body.isDone()) {
      body.complete(read.toByteArray());
      read = null;
    }
  }

  private void fail(Throwable why) {
    body.completeExceptionally(why);
    read = null;
  }
}
