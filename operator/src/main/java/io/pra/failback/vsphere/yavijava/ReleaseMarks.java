package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ArrayOfCustomFieldDef;
import com.vmware.vim25.ArrayOfCustomFieldValue;
import com.vmware.vim25.CustomFieldDef;
import com.vmware.vim25.CustomFieldStringValue;
import com.vmware.vim25.CustomFieldValue;
import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.ServiceContent;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The custom attribute {@link VCenter#MARK} of VMs. */
final class ReleaseMarks {
  private static final String OF_VMS = "VirtualMachine";
  private static final String DEFINITIONS = "field";
  private static final String VALUES = "customValue";

  private final Stubs stubs;
  private final ServiceContent content;

  ReleaseMarks(Stubs stubs, ServiceContent content) {
    this.stubs = stubs;
    this.content = content;
  }

  /**
   * The marks of those that have one, asked for together with the definition. No definition is
   * remembered between calls: an administrator may have made it anew, under another key.
   */
  Map<MoRef, String> read(Collection<MoRef> refs) throws VSphereException {
    Map<MoRef, String> marks = new LinkedHashMap<>();
    if (refs.isEmpty()) {
      return marks;
    }
    MoRef manager = Refs.from(manager());
    PropertyFilterSpec spec =
        Specs.both(
            Specs.ofObjects(List.of(manager), manager.type(), DEFINITIONS),
            Specs.ofObjects(refs, OF_VMS, VALUES));
    List<ObjectContent> objects = Retrieval.of(stubs, content.getPropertyCollector(), spec);
    OptionalInt key = key(objects);
    if (key.isEmpty()) {
      return marks;
    }
    for (ObjectContent object : objects) {
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        if (property.getVal() instanceof ArrayOfCustomFieldValue values) {
          put(marks, Refs.from(object.getObj()), values, key.getAsInt());
        }
      }
    }
    return marks;
  }

  private static void put(
      Map<MoRef, String> marks, MoRef vm, ArrayOfCustomFieldValue values, int key) {
    for (CustomFieldValue value : Absent.orEmpty(values.getCustomFieldValue())) {
      if (value instanceof CustomFieldStringValue text && text.getKey() == key) {
        marks.put(vm, text.getValue() == null ? "" : text.getValue());
      }
    }
  }

  /** Writes one after the other; the definition is looked up once for all. */
  void write(Map<MoRef, String> marks) throws VSphereException {
    if (marks.isEmpty()) {
      return;
    }
    OptionalInt known = key();
    int key = known.isPresent() ? known.getAsInt() : define();
    ManagedObjectReference manager = manager();
    for (Map.Entry<MoRef, String> mark : marks.entrySet()) {
      stubs.run(vim -> vim.setField(manager, Refs.of(mark.getKey()), key, mark.getValue()));
    }
  }

  private OptionalInt key() throws VSphereException {
    MoRef manager = Refs.from(manager());
    return key(
        Retrieval.of(
            stubs,
            content.getPropertyCollector(),
            Specs.ofObjects(List.of(manager), manager.type(), DEFINITIONS)));
  }

  private static OptionalInt key(List<ObjectContent> objects) {
    for (ObjectContent object : objects) {
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        if (property.getVal() instanceof ArrayOfCustomFieldDef fields) {
          for (CustomFieldDef field : Absent.orEmpty(fields.getCustomFieldDef())) {
            if (isMark(field)) {
              return OptionalInt.of(field.getKey());
            }
          }
        }
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isMark(CustomFieldDef field) {
    String type = field.getManagedObjectType();
    return VCenter.MARK.equals(field.getName()) && (type == null || OF_VMS.equals(type));
  }

  private int define() throws VSphereException {
    ManagedObjectReference manager = manager();
    try {
      return stubs
          .call(vim -> vim.addCustomFieldDef(manager, VCenter.MARK, OF_VMS, null, null))
          .getKey();
    } catch (VSphereException e) {
      // Another process may have defined it just now.
      OptionalInt key = key();
      if (key.isEmpty()) {
        throw e;
      }
      return key.getAsInt();
    }
  }

  private ManagedObjectReference manager() throws VSphereException {
    ManagedObjectReference manager = content.getCustomFieldsManager();
    if (manager == null) {
      throw new VSphereException(
          Kind.OTHER_FAULT, "custom attributes need a vCenter; this looks like a single host");
    }
    return manager;
  }
}
