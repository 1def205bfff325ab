package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.UserSession;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VCenterConnector;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;

/** Opens sessions through yavijava; see the package's description. */
public final class YavijavaConnector implements VCenterConnector {
  private static final String LOCALE = "en_US";

  /** Loads what a first login will need, for a process that has something else to do meanwhile. */
  public static void warmUp() {
    WarmUp.run();
  }

  @Override
  public VCenter login(Endpoint endpoint, Credentials credentials) throws VSphereException {
    if (!"https".equalsIgnoreCase(endpoint.url().getScheme()) || endpoint.url().getHost() == null) {
      throw new VSphereException(Kind.UNTRUSTED, "the vCenter's URL must be https://<host>/sdk");
    }
    SoapTransport transport = new SoapTransport(endpoint);
    boolean loggedIn = false;
    try {
      Stubs stubs = new Stubs(new SoapClient(transport));
      ServiceContent content = stubs.call(vim -> vim.retrieveServiceContent(Refs.SERVICE_INSTANCE));
      if (content == null || content.getSessionManager() == null) {
        throw new VSphereException(Kind.PROTOCOL, transport.peer() + ": this is no vCenter");
      }
      UserSession session = login(stubs, content, credentials);
      loggedIn = true;
      return new YavijavaVCenter(transport, stubs, content, session);
    } finally {
      if (!loggedIn) {
        transport.close();
      }
    }
  }

  private static UserSession login(Stubs stubs, ServiceContent content, Credentials credentials)
      throws VSphereException {
    return stubs.call(
        vim ->
            vim.login(
                content.getSessionManager(),
                credentials.username(),
                credentials.password(),
                LOCALE));
  }
}
