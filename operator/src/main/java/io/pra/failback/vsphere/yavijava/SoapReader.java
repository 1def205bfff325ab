package io.pra.failback.vsphere.yavijava;

import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A pull parser that goes over elements only, refuses document types and entities, and bounds the
 * depth. Positions: <em>on</em> an element means on its start tag; a method that consumes an
 * element leaves the parser on its end tag.
 */
final class SoapReader {
  private static final int MAX_DEPTH = 64;
  private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader xml;
  private int depth;

  SoapReader(byte[] reply) throws MalformedReplyException {
    try {
      xml = FACTORY.createXMLStreamReader(new ByteArrayInputStream(reply));
    } catch (XMLStreamException e) {
      throw malformed(e);
    }
  }

  /** Goes to the next child of the element the parser is in; false at that element's end. */
  boolean nextChild() throws MalformedReplyException {
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
          return false;
        }
        default -> {}
      }
    }
  }

  String name() {
    return xml.getLocalName();
  }

  String attribute(String name) {
    return xml.getAttributeValue(null, name);
  }

  /** The element's {@code xsi:type} without its prefix, or null. */
  String type() {
    String type = xml.getAttributeValue(XSI, "type");
    return type == null ? null : type.substring(type.indexOf(':') + 1);
  }

  /** The element's text; elements in it are left out. */
  String text() throws MalformedReplyException {
    String first = null;
    StringBuilder more = null;
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> skip();
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (first == null) {
            first = xml.getText();
          } else {
            more = more == null ? new StringBuilder(first) : more;
            more.append(xml.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          return more != null ? more.toString() : first == null ? "" : first;
        }
        default -> {}
      }
    }
  }

  /** Consumes the element with all that is in it. */
  void skip() throws MalformedReplyException {
    int outer = depth - 1;
    while (depth > outer) {
      next();
    }
  }

  private int next() throws MalformedReplyException {
    int event;
    try {
      event = xml.next();
    } catch (XMLStreamException | RuntimeException e) {
      throw malformed(e);
    }
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> {
        if (++depth > MAX_DEPTH) {
          throw new MalformedReplyException("the reply is nested too deep");
        }
      }
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.DTD ->
          throw new MalformedReplyException("the reply has a document type");
      case XMLStreamConstants.ENTITY_REFERENCE ->
          throw new MalformedReplyException("the reply refers to an entity");
      default -> {}
    }
    return event;
  }

  private static MalformedReplyException malformed(Exception e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new MalformedReplyException("the reply is no XML: " + why.replaceAll("\\s+", " "));
  }

  private static XMLInputFactory factory() {
    // The JDK's own, whatever else is on the class path: the settings below are known to hold.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver(
        (publicId, systemId, baseUri, namespace) -> {
          throw new XMLStreamException("an external entity is refused");
        });
    return factory;
  }
}
