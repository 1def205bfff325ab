package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MethodFault;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads values into yavijava's data objects, leniently: a vCenter newer than they are sends
 * elements, types and enum values that they lack. Unknown elements are skipped, an unknown type
 * becomes the declared one, and a value that cannot be read stays unset.
 */
final class SoapDecoder {
  private final SoapReader xml;

  SoapDecoder(SoapReader xml) {
    this.xml = xml;
  }

  /** Reads the element the parser is on; null when its value is not understood. */
  Object value(Class<?> declared) throws MalformedReplyException {
    String type = xml.type();
    Class<?> actual = actual(declared, type);
    if (actual == null) {
      xml.skip();
      return null;
    }
    if (actual == ManagedObjectReference.class) {
      return reference();
    }
    if (isSimple(actual)) {
      return Simple.parse(actual, xml.text());
    }
    return dataObject(actual, type);
  }

  /** The fault that the element describes; its type's name is kept in {@code dynamicType}. */
  MethodFault fault(String type) throws MalformedReplyException {
    Class<?> actual =
        WireTypes.vim(type).filter(MethodFault.class::isAssignableFrom).orElse(MethodFault.class);
    return (MethodFault) dataObject(actual, type);
  }

  private static Class<?> actual(Class<?> declared, String type) {
    Optional<Class<?>> sent = type == null ? Optional.empty() : WireTypes.named(type);
    if (declared == Object.class) {
      return type == null ? String.class : sent.orElse(null);
    }
    return sent.filter(declared::isAssignableFrom).orElse(declared);
  }

  private ManagedObjectReference reference() throws MalformedReplyException {
    ManagedObjectReference ref = new ManagedObjectReference();
    ref.setType(xml.attribute("type"));
    ref.setVal(xml.text());
    return ref;
  }

  private Object dataObject(Class<?> type, String typeName) throws MalformedReplyException {
    Object object = instanceOf(type);
    if (object == null) {
      xml.skip();
      return null;
    }
    Map<String, Field> fields = WireTypes.fieldsOf(type);
    Map<Field, List<Object>> lists = new HashMap<>();
    while (xml.nextChild()) {
      Field field = fields.get(xml.name());
      if (field == null) {
        xml.skip();
      } else if (field.getType().isArray()) {
        Object item = value(field.getType().getComponentType());
        lists.computeIfAbsent(field, f -> new ArrayList<>()).add(item);
      } else {
        set(object, field, value(field.getType()));
      }
    }
    lists.forEach((field, items) -> set(object, field, array(field.getType(), items)));
    if (object instanceof MethodFault fault && typeName != null) {
      fault.setDynamicType(typeName);
    }
    return object;
  }

  private static Object instanceOf(Class<?> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static void set(Object object, Field field, Object value) {
    if (value == null) {
      return;
    }
    try {
      field.set(object, value);
    } catch (IllegalAccessException | IllegalArgumentException e) {
      // A value of a shape the field does not take is like one that is not understood.
      return;
    }
  }

  static Object array(Class<?> arrayType, List<Object> items) {
    items.removeIf(item -> item == null);
    Object array = Array.newInstance(arrayType.getComponentType(), items.size());
    for (int i = 0; i < items.size(); i++) {
      Array.set(array, i, items.get(i));
    }
    return array;
  }

  private static boolean isSimple(Class<?> type) {
    return type.isPrimitive()
        || type.isEnum()
        || type == String.class
        || type == Boolean.class
        || Number.class.isAssignableFrom(type)
        || type == Calendar.class;
  }

  /** Values that are one text. */
  private static final class Simple {
    static Object parse(Class<?> type, String text) {
      if (type == String.class) {
        return text;
      }
      try {
        return type.isEnum() ? constant(type, text.trim()) : number(type, text.trim());
      } catch (NumberFormatException | DateTimeParseException e) {
        return null;
      }
    }

    private static Object constant(Class<?> type, String text) {
      for (Object constant : type.getEnumConstants()) {
        if (((Enum<?>) constant).name().equals(text)) {
          return constant;
        }
      }
      return null;
    }

    private static Object number(Class<?> type, String text) {
      if (type == Boolean.class || type == boolean.class) {
        return text.equals("true") || text.equals("1");
      } else if (type == Integer.class || type == int.class) {
        return Integer.valueOf(text);
      } else if (type == Long.class || type == long.class) {
        return Long.valueOf(text);
      } else if (type == Short.class || type == short.class) {
        return Short.valueOf(text);
      } else if (type == Byte.class || type == byte.class) {
        return Byte.valueOf(text);
      } else if (type == Float.class || type == float.class) {
        return Float.valueOf(text);
      } else if (type == Double.class || type == double.class) {
        return Double.valueOf(text);
      } else if (type == Calendar.class) {
        return GregorianCalendar.from(OffsetDateTime.parse(text).toZonedDateTime());
      }
      return null;
    }
  }
}
