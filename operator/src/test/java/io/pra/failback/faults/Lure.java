package io.pra.failback.faults;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server that nobody has a reason to ask. */
final class Lure implements AutoCloseable {
  private final AtomicInteger visits = new AtomicInteger();
  private final HttpServer server;

  Lure() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          visits.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/secret";
  }

  int visits() {
    return visits.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
