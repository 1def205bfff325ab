package io.pra.failback.vsphere.yavijava;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Calendar;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The vim25 types, by their names on the wire; what reflection finds is looked up once. */
final class WireTypes {
  private static final Map<String, Class<?>> XSD =
      Map.ofEntries(
          Map.entry("string", String.class),
          Map.entry("anyURI", String.class),
          Map.entry("boolean", Boolean.class),
          Map.entry("dateTime", Calendar.class),
          // As yavijava's stubs say it.
          Map.entry("Calendar", Calendar.class),
          Map.entry("byte", Byte.class),
          Map.entry("short", Short.class),
          Map.entry("int", Integer.class),
          Map.entry("long", Long.class),
          Map.entry("float", Float.class),
          Map.entry("double", Double.class));
  private static final Map<String, Class<?>> VIM = new ConcurrentHashMap<>();
  private static final Map<Class<?>, Map<String, Field>> FIELDS = new ConcurrentHashMap<>();

  private WireTypes() {}

  /** The class for an XML Schema or vim25 type name, without its prefix. */
  static Optional<Class<?>> named(String name) {
    Class<?> known = XSD.get(name);
    return known == null ? vim(name) : Optional.of(known);
  }

  /** The class of a vim25 data object, enum or fault. */
  static Optional<Class<?>> vim(String name) {
    Class<?> known = VIM.get(name);
    if (known == null && isName(name)) {
      try {
        known = Class.forName("com.vmware.vim25." + name);
        VIM.put(name, known);
      } catch (ClassNotFoundException | LinkageError e) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(known);
  }

  /** The public fields of a data object, by element name, inherited ones first, as on the wire. */
  static Map<String, Field> fieldsOf(Class<?> type) {
    return FIELDS.computeIfAbsent(type, WireTypes::findFields);
  }

  private static Map<String, Field> findFields(Class<?> type) {
    Deque<Class<?>> lineage = new ArrayDeque<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      lineage.push(c);
    }
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Class<?> c : lineage) {
      for (Field field : c.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isPublic(modifiers) && !Modifier.isStatic(modifiers)) {
          fields.put(field.getName(), field);
        }
      }
    }
    return fields;
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > 100) {
      return false;
    }
    return name.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
  }
}
