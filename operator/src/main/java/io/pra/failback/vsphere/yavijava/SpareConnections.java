package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ws.Argument;
import io.pra.failback.vsphere.VSphereException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections at hand for suspends. The polls hold theirs, so that without others a suspend would
 * wait for a TLS handshake, and the first suspends of a process for code that has not been compiled
 * yet (measured: a first burst of 100 took three times as long as the next). Both are done with
 * harmless calls while nothing happens, once: from then on the polls keep all of them in use, for
 * the HTTP client takes the connection that has been idle longest.
 */
final class SpareConnections {
  private static final int COUNT = 4;

  /** Calls that this process still needs to be warm, whichever vCenter answers them. */
  private static final AtomicInteger COLD = new AtomicInteger(200);

  private static final Argument[] SELF = {
    new Argument("_this", "ManagedObjectReference", Refs.SERVICE_INSTANCE)
  };

  private final SoapClient client;

  SpareConnections(SoapClient client) {
    this.client = client;
  }

  /** Opens them. Does not block. */
  void open() {
    for (int i = 0; i < COUNT; i++) {
      call(false);
    }
  }

  /** Makes the process warm if it is not, in a moment in which nothing else happens. */
  void warmUp() {
    for (int i = 0; i < COUNT && COLD.get() > 0; i++) {
      call(true);
    }
  }

  private void call(boolean again) {
    var unused =
        client
            .start("CurrentTime", SELF, client.readTimeout())
            .thenAccept(
                reply -> {
                  try {
                    Object time = client.decode(reply, "String");
                    if (again && time != null && COLD.getAndDecrement() > 0) {
                      call(true);
                    }
                  } catch (VSphereException e) {
                    // Only a poll's failure matters, and it will tell.
                    return;
                  }
                });
  }
}
