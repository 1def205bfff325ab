package io.pra.failback.checks;

import io.pra.failback.api.TcpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Passes when a TCP connection can be opened; it is closed at once, and nothing is sent. */
public record TcpConnect(TcpProbe target) implements Probe {
  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    String peer = Failure.peer(target.host(), target.port());
    long start = network.nanoTime().getAsLong();
    Connection connection = new Connection();
    return network
        .names()
        .addressOf(target.host(), timeout)
        .thenCompose(address -> connection.open(address, target.port()))
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (opened, failure) -> {
              connection.close();
              return failure == null
                  ? ProbeResult.passed("connected in " + network.millisSince(start) + " ms")
                  : ProbeResult.inconclusive(Failure.of(failure).message(peer, timeout));
            });
  }

  /** The socket, closable before, while and after it connects. */
  private static final class Connection implements CompletionHandler<Void, Object> {
    private final CompletableFuture<Boolean> opened = new CompletableFuture<>();
    private AsynchronousSocketChannel channel;
    private boolean closed;

    synchronized CompletableFuture<Boolean> open(InetAddress address, int port) {
      if (!closed) {
        try {
          channel = AsynchronousSocketChannel.open();
          channel.connect(new InetSocketAddress(address, port), null, this);
        } catch (IOException | RuntimeException e) {
          opened.completeExceptionally(e);
        }
      }
      return opened;
    }

    synchronized void close() {
      closed = true;
      if (channel != null) {
        try {
          channel.close();
        } catch (IOException e) {
          opened.completeExceptionally(e);
        }
      }
    }

    @Override
    public void completed(Void result, Object attachment) {
      opened.complete(true);
    }

    @Override
    public void failed(Throwable failure, Object attachment) {
      opened.completeExceptionally(failure);
    }
  }
}
