package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.WaitOptions;
import com.vmware.vim25.ws.Argument;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.VSphereException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * Loads what a first session needs, beside the start of the rest of the process, so that a VM which
 * runs already is not held up by it. Asks nobody.
 */
final class WarmUp {
  private static final ServerTrust NOBODY = new ServerTrust.PinnedLeaf("00".repeat(32));
  private static final String UPDATE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Body>
      <WaitForUpdatesExResponse xmlns="urn:vim25"><returnval><version>1</version><filterSet>
        <filter type="PropertyFilter">f</filter><objectSet><kind>enter</kind>
          <obj type="VirtualMachine">vm-1</obj>
          <changeSet><name>name</name><op>assign</op><val xsi:type="xsd:string">vm</val></changeSet>
          <changeSet><name>runtime.powerState</name><op>assign</op>
            <val xsi:type="VirtualMachinePowerState">poweredOn</val></changeSet>
        </objectSet></filterSet></returnval></WaitForUpdatesExResponse></Body></Envelope>
      """;

  private WarmUp() {}

  static void run() {
    try {
      SSLEngine engine = TlsContexts.of(NOBODY).createSSLEngine("localhost", 443);
      engine.setUseClientMode(true);
      engine.beginHandshake();
      SoapEncoder.request(
          "WaitForUpdatesEx",
          new Argument[] {
            new Argument("_this", "ManagedObjectReference", Refs.SERVICE_INSTANCE),
            new Argument("options", "WaitOptions", new WaitOptions())
          });
      SoapReply.valueOf(
          new SoapTransport.Reply(200, UPDATE.getBytes(StandardCharsets.UTF_8)),
          "UpdateSet",
          "nobody");
    } catch (VSphereException | SSLException e) {
      throw new IllegalStateException("what is decoded here is well formed", e);
    }
  }
}
