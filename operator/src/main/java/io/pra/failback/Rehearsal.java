package io.pra.failback;

import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.ServerTrust;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.yavijava.YavijavaConnector;
import java.net.URI;

/**
 * Goes as far as a start can go where neither an API server nor a vCenter answers, and ends. Run
 * while the product is built, so that the JVM can write down the classes that a start needs (a
 * class-data archive): a start that reads them there takes a quarter less time. See {@code
 * deploy/bin/failback-operator}.
 */
public final class Rehearsal {
  private static final URI NOBODY = URI.create("https://127.0.0.1:1/sdk");

  private Rehearsal() {}

  public static void main(String[] args) {
    try {
      new YavijavaConnector()
          .login(
              Endpoint.of(NOBODY, new ServerTrust.SystemStore()),
              new Credentials("nobody", "nothing"))
          .close();
    } catch (VSphereException expected) {
      System.out.println("rehearsal: " + expected.getMessage());
    }
    // KUBECONFIG names an API server that does not answer either: this ends the process.
    FailbackOperator.main(args);
  }
}
