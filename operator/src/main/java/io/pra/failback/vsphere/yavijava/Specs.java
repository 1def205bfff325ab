package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectSpec;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.PropertySpec;
import com.vmware.vim25.SelectionSpec;
import com.vmware.vim25.TraversalSpec;
import io.pra.failback.vsphere.MoRef;
import java.util.Collection;
import java.util.stream.Stream;

/** What a PropertyCollector is asked for. */
final class Specs {
  /** The entity that a task is about. */
  static final String TASK_SUBJECT = "info.entity";

  /** What a task does, as in {@code VirtualMachine.powerOn}. */
  static final String TASK_KIND = "info.descriptionId";

  private Specs() {}

  /** Properties of chosen objects; one that does not exist is left out rather than a fault. */
  static PropertyFilterSpec ofObjects(Collection<MoRef> refs, String type, String... paths) {
    ObjectSpec[] objects =
        refs.stream()
            .map(
                ref -> {
                  ObjectSpec object = new ObjectSpec();
                  object.setObj(Refs.of(ref));
                  return object;
                })
            .toArray(ObjectSpec[]::new);
    return spec(objects, type, paths);
  }

  /** Properties of every VM in a container view, as VMs come and go. */
  static PropertyFilterSpec ofView(ManagedObjectReference view, String... paths) {
    TraversalSpec traversal = new TraversalSpec();
    traversal.setName("view");
    traversal.setType("ContainerView");
    traversal.setPath("view");
    traversal.setSkip(false);
    ObjectSpec object = new ObjectSpec();
    object.setObj(view);
    object.setSkip(true);
    object.setSelectSet(new SelectionSpec[] {traversal});
    return spec(new ObjectSpec[] {object}, "VirtualMachine", paths);
  }

  /** Properties of the VMs that tasks are about, and of each task what it does to which object. */
  static PropertyFilterSpec ofTasks(Collection<MoRef> tasks, String... paths) {
    TraversalSpec subject = new TraversalSpec();
    subject.setName("subject");
    subject.setType("Task");
    subject.setPath(TASK_SUBJECT);
    subject.setSkip(false);
    PropertyFilterSpec spec = ofObjects(tasks, "VirtualMachine", paths);
    for (ObjectSpec task : spec.getObjectSet()) {
      task.setSelectSet(new SelectionSpec[] {subject});
    }
    PropertySpec about = new PropertySpec();
    about.setType("Task");
    about.setPathSet(new String[] {TASK_SUBJECT, TASK_KIND});
    spec.setPropSet(new PropertySpec[] {spec.getPropSet()[0], about});
    return spec;
  }

  /** What two specifications ask of different types of objects, in one question. */
  static PropertyFilterSpec both(PropertyFilterSpec one, PropertyFilterSpec other) {
    PropertyFilterSpec both = new PropertyFilterSpec();
    both.setPropSet(new PropertySpec[] {one.getPropSet()[0], other.getPropSet()[0]});
    both.setObjectSet(
        Stream.of(one, other)
            .flatMap(spec -> Stream.of(spec.getObjectSet()))
            .toArray(ObjectSpec[]::new));
    both.setReportMissingObjectsInResults(true);
    return both;
  }

  private static PropertyFilterSpec spec(ObjectSpec[] objects, String type, String... paths) {
    PropertySpec properties = new PropertySpec();
    properties.setType(type);
    properties.setPathSet(paths);
    PropertyFilterSpec spec = new PropertyFilterSpec();
    spec.setPropSet(new PropertySpec[] {properties});
    spec.setObjectSet(objects);
    spec.setReportMissingObjectsInResults(true);
    return spec;
  }
}
