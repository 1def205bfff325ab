package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ws.Argument;
import com.vmware.vim25.ws.Client;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.rmi.RemoteException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.TrustManager;

/**
 * What yavijava's stubs call instead of its own transport. Of {@link Client} only {@link #invoke}
 * is of use to them; the settings that yavijava would change behind our back are refused.
 */
final class SoapClient implements Client {
  private final SoapTransport transport;

  SoapClient(SoapTransport transport) {
    this.transport = transport;
  }

  @Override
  public Object invoke(String method, Argument[] arguments, String returnType)
      throws RemoteException {
    try {
      return call(method, arguments, returnType, transport.endpoint().readTimeout());
    } catch (VSphereException e) {
      throw new CallFailedException(e);
    }
  }

  /** Calls and waits. */
  Object call(String method, Argument[] arguments, String returnType, Duration timeout)
      throws VSphereException {
    return await(start(method, arguments, timeout), returnType);
  }

  /** Starts a call without waiting for it. */
  CompletableFuture<Reply> start(String method, Argument[] arguments, Duration timeout) {
    return transport.post(SoapEncoder.request(method, arguments), timeout);
  }

  /** Waits for a call that was started. */
  Object await(CompletableFuture<Reply> call, String returnType) throws VSphereException {
    try {
      return decode(call.get(), returnType);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      throw new VSphereException(
          Kind.UNREACHABLE, transport.peer() + ": the thread was interrupted");
    } catch (ExecutionException | RuntimeException e) {
      throw failure(e);
    }
  }

  Object decode(Reply reply, String returnType) throws VSphereException {
    return SoapReply.valueOf(reply, returnType, transport.peer());
  }

  VSphereException failure(Throwable failure) {
    return TransportFailures.of(failure, transport.peer());
  }

  Duration readTimeout() {
    return transport.endpoint().readTimeout();
  }

  @Override
  public StringBuffer invokeAsString(String method, Argument[] arguments) {
    throw new UnsupportedOperationException();
  }

  @Override
  public URL getBaseUrl() {
    try {
      return transport.endpoint().url().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void setBaseUrl(URL url) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getCookie() {
    return null;
  }

  @Override
  public void setCookie(String cookie) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getVimNameSpace() {
    return "urn:vim25";
  }

  @Override
  public void setVimNameSpace(String namespace) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getConnectTimeout() {
    return (int) transport.endpoint().connectTimeout().toMillis();
  }

  @Override
  public void setConnectTimeout(int millis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getReadTimeout() {
    return (int) readTimeout().toMillis();
  }

  @Override
  public void setReadTimeout(int millis) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TrustManager getTrustManager() {
    return null;
  }

  @Override
  public void setSoapActionOnApiVersion(String apiVersion) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String marshall(String method, Argument[] arguments) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object unMarshall(String returnType, InputStream reply) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StringBuffer readStream(InputStream stream) {
    throw new UnsupportedOperationException();
  }
}
