package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.MethodFault;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/** Takes an envelope apart: a returned value, or a fault. */
final class SoapReply {
  private SoapReply() {}

  /**
   * Reads what a call returned, or throws the fault that it met.
   *
   * @param type the vim25 type of what is returned, {@code UpdateSet} or {@code String[]}; null for
   *     nothing
   * @return an instance of it; null if nothing was returned
   */
  static Object valueOf(Reply reply, String type, String peer) throws VSphereException {
    if (reply.status() >= 502 && reply.status() <= 504) {
      // vCenter's own proxy speaks, in HTML: the service behind it is down or starting.
      throw new VSphereException(Kind.UNREACHABLE, peer + ": HTTP status " + reply.status());
    }
    try {
      return body(new SoapReader(reply.body()), type);
    } catch (MalformedReplyException e) {
      String status = reply.status() == 200 ? "" : " (HTTP status " + reply.status() + ")";
      throw new VSphereException(
          Kind.PROTOCOL, PlainText.of(peer + ": " + e.getMessage() + status));
    }
  }

  private static Object body(SoapReader xml, String type)
      throws MalformedReplyException, VSphereException {
    if (!xml.nextChild() || !xml.name().equals("Envelope")) {
      throw new MalformedReplyException("the reply is no SOAP envelope");
    }
    while (xml.nextChild()) {
      if (!xml.name().equals("Body")) {
        xml.skip();
      } else if (!xml.nextChild()) {
        break;
      } else if (xml.name().equals("Fault")) {
        throw fault(xml);
      } else {
        return returned(xml, type);
      }
    }
    throw new MalformedReplyException("the reply's body is empty");
  }

  private static Object returned(SoapReader xml, String type) throws MalformedReplyException {
    SoapDecoder decoder = new SoapDecoder(xml);
    boolean many = type != null && type.endsWith("[]");
    Class<?> itemType = type == null ? null : itemType(type);
    List<Object> items = new ArrayList<>();
    while (xml.nextChild()) {
      if (itemType == null || !xml.name().equals("returnval")) {
        xml.skip();
      } else {
        items.add(decoder.value(itemType));
      }
    }
    if (many) {
      return SoapDecoder.array(Array.newInstance(itemType, 0).getClass(), items);
    }
    return items.isEmpty() ? null : items.get(0);
  }

  private static Class<?> itemType(String type) throws MalformedReplyException {
    String name = type.replace("[]", "");
    String schemaName = name.equals("String") ? "string" : name;
    return WireTypes.named(schemaName)
        .orElseThrow(() -> new MalformedReplyException("no such type: " + name));
  }

  private static VSphereException fault(SoapReader xml) throws MalformedReplyException {
    String message = "";
    MethodFault detail = null;
    while (xml.nextChild()) {
      if (xml.name().equals("faultstring")) {
        message = xml.text();
      } else if (xml.name().equals("detail")) {
        detail = detail(xml);
      } else {
        xml.skip();
      }
    }
    return Faults.toException(detail, message);
  }

  private static MethodFault detail(SoapReader xml) throws MalformedReplyException {
    MethodFault detail = null;
    while (xml.nextChild()) {
      if (detail == null) {
        String type = xml.type() == null ? xml.name().replaceFirst("Fault$", "") : xml.type();
        detail = new SoapDecoder(xml).fault(type);
      } else {
        xml.skip();
      }
    }
    return detail;
  }
}
