package io.pra.failback.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

class CappedReplyTest {
  private final Asked asked = new Asked();
  private final BodySubscriber<byte[]> reply = CappedReply.handler(8).apply(null);

  private static final class Asked implements Flow.Subscription {
    private long batches;
    private boolean cancelled;

    @Override
    public void request(long more) {
      batches += more;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private static ByteBuffer buffer(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  @Test
  void aReplyAsLongAsAllowedIsTaken() {
    reply.onSubscribe(asked);
    reply.onNext(List.of(buffer("abc"), buffer("de")));
    reply.onNext(List.of(buffer("fgh")));
    reply.onComplete();

    assertThat(reply.getBody().toCompletableFuture().join()).isEqualTo("abcdefgh".getBytes(UTF_8));
    assertThat(asked.cancelled).isFalse();
  }

  @Test
  void aLongerOneIsRefusedAndNotReadOn() {
    reply.onSubscribe(asked);
    reply.onNext(List.of(buffer("abcdefgh")));
    reply.onNext(List.of(buffer("i")));
    reply.onNext(List.of(buffer("j")));

    assertThat(asked.cancelled).isTrue();
    assertThatThrownBy(() -> reply.getBody().toCompletableFuture().join())
        .hasRootCauseInstanceOf(ReplyTooLongException.class)
        .hasMessageContaining("the reply is longer than 8 bytes");
  }

  /** They are as large as a TLS record, and a list of them is many times the reply. */
  @Test
  void itKeepsNoBufferOfTheClients() {
    ByteBuffer given = buffer("abc");
    reply.onSubscribe(asked);
    reply.onNext(List.of(given));
    given.put(0, (byte) 'X');
    reply.onComplete();

    assertThat(reply.getBody().toCompletableFuture().join()).isEqualTo("abc".getBytes(UTF_8));
  }

  @Test
  void itAsksForMoreOnlyWhenItHasTakenWhatCame() {
    reply.onSubscribe(asked);
    assertThat(asked.batches).isEqualTo(1);
    reply.onNext(List.of(buffer("abc")));
    assertThat(asked.batches).isEqualTo(2);
  }

  @Test
  void aConnectionThatBreaksIsSaid() {
    reply.onSubscribe(asked);
    reply.onNext(List.of(buffer("abc")));
    reply.onError(new IllegalStateException("broken"));

    assertThatThrownBy(() -> reply.getBody().toCompletableFuture().join())
        .hasRootCauseMessage("broken");
  }
}
