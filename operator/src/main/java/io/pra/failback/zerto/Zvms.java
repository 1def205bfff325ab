package io.pra.failback.zerto;

import io.pra.failback.threads.Daemons;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * The ZVMs in use. Whoever names the same one with the same credentials shares its token, and a
 * wrong password is tried once for all of them.
 */
public final class Zvms implements AutoCloseable {
  private static final int MOST = 64;

  private final LongSupplier nanos;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Daemons.named("zerto-http"));
  private final Map<ZvmEndpoint, Zvm> known = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * None yet.
   *
   * @param nanos a monotonic clock, in nanoseconds
   */
  public Zvms(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /**
   * The ZVM there.
   *
   * @throws ZertoException of kind UNTRUSTED if the trust material cannot be used
   */
  public synchronized Zvm at(ZvmEndpoint endpoint) throws ZertoException {
    Zvm zvm = known.get(endpoint);
    if (zvm == null) {
      zvm =
          new RestZvm(new ZvmTransport(endpoint, threads), new ZvmSession(endpoint, nanos), nanos);
      known.put(endpoint, zvm);
      Iterator<ZvmEndpoint> oldest = known.keySet().iterator();
      if (known.size() > MOST) {
        oldest.next();
        oldest.remove();
      }
    }
    return zvm;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
