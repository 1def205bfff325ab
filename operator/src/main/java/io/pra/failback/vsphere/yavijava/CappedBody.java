package io.pra.failback.vsphere.yavijava;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Collects a reply's body, and stops reading once it is longer than allowed. */
final class CappedBody implements BodySubscriber<byte[]> {
  private final long maxBytes;
  private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private Flow.Subscription subscription;
  private long count;

  private CappedBody(long maxBytes) {
    this.maxBytes = maxBytes;
    bytes
        .getBody()
        .whenComplete(
            (all, failure) -> {
              if (failure == null) {
                body.complete(all);
              } else {
                body.completeExceptionally(failure);
              }
            });
  }

  static BodyHandler<byte[]> handler(long maxBytes) {
    return response -> new CappedBody(maxBytes);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    bytes.onSubscribe(newSubscription);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (body.isDone()) {
      return;
    }
    for (ByteBuffer buffer : buffers) {
      count += buffer.remaining();
    }
    if (count > maxBytes) {
      subscription.cancel();
      body.completeExceptionally(new ReplyTooLongException(maxBytes));
    } else {
      bytes.onNext(buffers);
    }
  }

  @Override
  public void onError(Throwable failure) {
    bytes.onError(failure);
  }

  @Override
  public void onComplete() {
    bytes.onComplete();
  }
}
