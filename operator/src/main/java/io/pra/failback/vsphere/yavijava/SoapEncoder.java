package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ws.Argument;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Calendar;

/**
 * Writes requests. Only what this product sends: texts, numbers, times, references, data objects.
 */
final class SoapEncoder {
  private static final String HEAD =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
          + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
          + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
          + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><soapenv:Body><";
  private static final String TAIL = "</soapenv:Body></soapenv:Envelope>";

  private final StringBuilder xml = new StringBuilder(512);

  private SoapEncoder() {}

  static byte[] request(String method, Argument[] arguments) {
    SoapEncoder encoder = new SoapEncoder();
    encoder.xml.append(HEAD).append(method).append(" xmlns=\"urn:vim25\">");
    if (arguments != null) {
      for (Argument argument : arguments) {
        encoder.element(argument.getName(), argument.getValue(), Object.class);
      }
    }
    encoder.xml.append("</").append(method).append('>').append(TAIL);
    return encoder.xml.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void element(String name, Object value, Class<?> declared) {
    if (value == null) {
      return;
    }
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        element(name, Array.get(value, i), value.getClass().getComponentType());
      }
      return;
    }
    xml.append('<').append(name);
    if (value instanceof ManagedObjectReference ref) {
      attribute("type", ref.getType());
      xml.append('>');
      text(ref.getVal());
    } else if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      xml.append('>');
      text(value.toString());
    } else if (value instanceof Calendar time) {
      xml.append('>').append(time.toInstant());
    } else if (value instanceof Enum<?> constant) {
      xml.append('>');
      text(constant.name());
    } else {
      if (declared != Object.class && declared != value.getClass()) {
        attribute("xsi:type", value.getClass().getSimpleName());
      }
      xml.append('>');
      fields(value);
    }
    xml.append("</").append(name).append('>');
  }

  private void fields(Object value) {
    for (Field field : WireTypes.fieldsOf(value.getClass()).values()) {
      try {
        element(field.getName(), field.get(value), field.getType());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(field.toString(), e);
      }
    }
  }

  private void attribute(String name, String value) {
    xml.append(' ').append(name).append("=\"");
    text(value);
    xml.append('"');
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '&' -> xml.append("&amp;");
        case '"' -> xml.append("&quot;");
        case '\t', '\n', '\r' -> xml.append("&#").append((int) c).append(';');
        default -> {
          if (c < ' ' || c == '\uFFFE' || c == '\uFFFF') {
            // Not repeated in the message: it may be a password.
            throw new IllegalArgumentException("a text holds a character that XML cannot carry");
          }
          xml.append(c);
        }
      }
    }
  }
}
