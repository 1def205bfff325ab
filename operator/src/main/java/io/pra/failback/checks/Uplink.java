package io.pra.failback.checks;

import io.pra.failback.zerto.Zvms;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;

/** The threads and clients of a runner, from which each plan gets a {@link Network} of its own. */
final class Uplink implements AutoCloseable {
  private final NameLookup names = new NameLookup();
  private final HttpClients clients;
  private final ExecutorService threads;
  private final SecretSource secrets;
  private final GuestSource guests;
  private final ClusterObjects objects;
  private final Zvms zvms;
  private final LongSupplier nanoTime;

  /**
   * An uplink without any thread yet.
   *
   * @param user names the threads
   * @param trust of clients that no plan gives another; null for the JVM's trust store
   */
  Uplink(
      String user,
      SecretSource secrets,
      GuestSource guests,
      ClusterObjects objects,
      LongSupplier nanoTime,
      SSLContext trust) {
    this.clients = new HttpClients(user + "-http", trust);
    this.threads = Executors.newCachedThreadPool(new DaemonThreads(user + "-call"));
    this.secrets = secrets;
    this.guests = guests;
    this.objects = objects;
    this.zvms = new Zvms(nanoTime);
    this.nanoTime = nanoTime;
  }

  /** A network with no connection open yet. */
  Network network(String plan) {
    return new Network(
        names,
        clients.fresh(),
        new PlanSecrets(secrets, plan, threads),
        new PlanGuests(guests, plan, threads),
        new PlanObjects(objects, plan, threads),
        threads,
        zvms,
        nanoTime);
  }

  @Override
  public void close() {
    names.close();
    clients.close();
    zvms.close();
    threads.shutdownNow();
  }
}
