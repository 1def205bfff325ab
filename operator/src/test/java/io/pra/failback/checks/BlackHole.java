package io.pra.failback.checks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A port on which nothing ever answers: its queue of connections is full and nobody accepts, so the
 * kernel drops what else arrives, as a firewall would.
 */
final class BlackHole implements AutoCloseable {
  private final ServerSocket server;
  private final List<SocketChannel> queue = new ArrayList<>();

  BlackHole() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    for (int i = 0; i < 4; i++) {
      SocketChannel filler = SocketChannel.open();
      filler.configureBlocking(false);
      filler.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
      queue.add(filler);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel filler : queue) {
      filler.close();
    }
    server.close();
  }
}
