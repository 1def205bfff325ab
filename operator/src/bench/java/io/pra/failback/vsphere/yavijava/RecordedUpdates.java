package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.UpdateSet;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VSphereException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Replies to WaitForUpdatesEx as the simulator sent them, and the way that they take to the guard. */
public final class RecordedUpdates {
  private static final String HEAD =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" \
      xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" \
      xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>\
      <WaitForUpdatesExResponse xmlns="urn:vim25"><returnval><version>-</version><filterSet>\
      <filter type="PropertyFilter">session[5b22409c-dfe3-4c63-9160-8e0a24cf4f0c]\
      26c9f1b7-d217-4983-9eb0-15663daa247e</filter>""";
  private static final String TAIL =
      "</filterSet></returnval></WaitForUpdatesExResponse></soapenv:Body></soapenv:Envelope>";

  private final BelievedPower power = new BelievedPower();

  /** The first reply, which names every VM. */
  public static byte[] first(int vms) {
    StringBuilder objects = new StringBuilder();
    for (int vm = 0; vm < vms; vm++) {
      objects.append(object("enter", vm, "poweredOff", true));
    }
    return reply(objects.toString());
  }

  /** The reply that tells of one VM. */
  public static byte[] one(int vm, String state) {
    return reply(object("modify", vm, state, false));
  }

  public static MoRef ref(int vm) {
    return new MoRef("VirtualMachine", "vm-" + (33 + 2 * vm));
  }

  /** What the guard is told of these bytes. */
  public Map<MoRef, PowerState> read(byte[] reply) throws VSphereException {
    Map<MoRef, PowerState> states = new LinkedHashMap<>();
    power.merge(
        (UpdateSet)
            SoapReply.valueOf(new SoapTransport.Reply(200, reply), "UpdateSet", "recorded"),
        states);
    return states;
  }

  private static byte[] reply(String objects) {
    return (HEAD + objects + TAIL).getBytes(StandardCharsets.UTF_8);
  }

  private static String object(String kind, int vm, String state, boolean whole) {
    return "<objectSet><kind>"
        + kind
        + "</kind><obj type=\"VirtualMachine\">"
        + ref(vm).value()
        + "</obj>"
        + change("runtime.powerState", "VirtualMachinePowerState", state)
        + (whole
            ? change("runtime.connectionState", "VirtualMachineConnectionState", "connected")
            : "")
        + "</objectSet>";
  }

  private static String change(String path, String type, String value) {
    return "<changeSet><name>%s</name><op>assign</op><val xmlns:_XMLSchema-instance=\"http://www.w3.org/2001/XMLSchema-instance\" _XMLSchema-instance:type=\"%s\">%s</val></changeSet>"
        .formatted(path, type, value);
  }
}
