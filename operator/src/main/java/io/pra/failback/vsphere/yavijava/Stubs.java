package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.VimPortType;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.net.MalformedURLException;
import java.rmi.RemoteException;

/** yavijava's typed calls over our client, with our exceptions. */
final class Stubs {
  private final SoapClient client;
  private final VimPortType vim;

  Stubs(SoapClient client) {
    this.client = client;
    try {
      this.vim = new VimPortType(client);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e); // declared, but nothing there parses a URL
    }
  }

  /** The client itself, for calls that are not waited for. */
  SoapClient client() {
    return client;
  }

  <T> T call(Call<T> call) throws VSphereException {
    try {
      return call.on(vim);
    } catch (CallFailedException e) {
      throw e.reason();
    } catch (IllegalArgumentException e) {
      throw new VSphereException(Kind.OTHER_FAULT, e.getMessage()); // the encoder's own words
    } catch (RemoteException e) {
      throw new VSphereException(Kind.PROTOCOL, PlainText.of(e.getMessage()));
    }
  }

  void run(Command command) throws VSphereException {
    call(
        stub -> {
          command.on(stub);
          return null;
        });
  }

  /** A call that returns something. */
  interface Call<T> {
    T on(VimPortType vim) throws RemoteException;
  }

  /** A call that returns nothing. */
  interface Command {
    void on(VimPortType vim) throws RemoteException;
  }
}
