package io.pra.failback.observability;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP connection to a server that a test can cut and mend. While it is cut, whoever connects is
 * hung up on: a port that is given up meanwhile may be somebody else's when it is wanted again.
 */
final class Cable implements AutoCloseable {
  private final String host;
  private final int toPort;
  private final ServerSocket listener;
  private final List<Socket> sockets = new ArrayList<>();
  private boolean whole;

  /** Cut at first. */
  Cable(String host, int toPort) throws IOException {
    this.host = host;
    this.toPort = toPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  synchronized void mend() {
    whole = true;
  }

  synchronized void cut() throws IOException {
    whole = false;
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private void accept() {
    try {
      while (true) {
        connect(listener.accept());
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private synchronized void connect(Socket near) throws IOException {
    if (!whole) {
      near.close();
      return;
    }
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
    listener.close();
    cut();
  }
}
