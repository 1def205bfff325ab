package io.pra.failback.checks;

import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** Makes HTTP clients that follow no redirect, use no proxy and share their threads. */
final class HttpClients implements AutoCloseable {
  private final ExecutorService threads;
  private final SSLContext trust;

  /**
   * Makes clients with a trust of their own.
   *
   * @param trust null for the JVM's trust store
   */
  HttpClients(String threadName, SSLContext trust) {
    this.threads = Executors.newCachedThreadPool(new DaemonThreads(threadName));
    this.trust = trust;
  }

  /** Clients with no connection open yet. */
  HttpConnections fresh() {
    return new HttpConnections(this);
  }

  HttpClient client() {
    return client(trust);
  }

  HttpClient client(SSLContext trusted) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .executor(threads);
    return (trusted == null ? builder : builder.sslContext(trusted)).build();
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
