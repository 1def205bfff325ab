package io.pra.failback.observability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A TCP connection to a server that a test can cut and mend. */
final class Cable implements AutoCloseable {
  private final String host;
  private final int toPort;
  private final int port;
  private final List<Socket> sockets = new ArrayList<>();
  private ServerSocket listener;

  /** Cut at first. */
  Cable(String host, int toPort) throws IOException {
    this.host = host;
    this.toPort = toPort;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  synchronized void mend() throws IOException {
    ServerSocket mended = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    listener = mended;
    daemon(() -> accept(mended));
  }

  synchronized void cut() throws IOException {
    if (listener != null) {
      listener.close();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        connect(from.accept());
      }
    } catch (IOException e) {
      // Cut.
    }
  }

  private synchronized void connect(Socket near) throws IOException {
    Socket far = new Socket(host, toPort);
    sockets.add(near);
    sockets.add(far);
    daemon(() -> pump(near, far));
    daemon(() -> pump(far, near));
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Cut.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
