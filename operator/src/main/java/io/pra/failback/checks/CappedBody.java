package io.pra.failback.checks;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Reads a body up to a cap and hangs up there. */
final class CappedBody implements HttpResponse.BodySubscriber<CappedBody.Content> {
  /** Most bytes that are read of any body. */
  static final int MAX_BYTES = 64 * 1024;

  /**
   * What was read.
   *
   * @param complete false if there was more
   */
  record Content(String text, boolean complete) {}

  private final CompletableFuture<Content> content = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private Flow.Subscription subscription;

  @Override
  public CompletionStage<Content> getBody() {
    return content;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] bytes = new byte[Math.min(buffer.remaining(), MAX_BYTES - read.size())];
      boolean more = buffer.remaining() > bytes.length;
      buffer.get(bytes);
      read.writeBytes(bytes);
      if (more) {
        subscription.cancel();
        content.complete(text(false));
        return;
      }
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    content.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    content.complete(text(true));
  }

  private Content text(boolean complete) {
    return new Content(read.toString(StandardCharsets.UTF_8), complete);
  }
}
