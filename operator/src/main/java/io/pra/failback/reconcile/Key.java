package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** Names one object of a kind. */
record Key(String namespace, String name) {
  static Key of(HasMetadata object) {
    return new Key(object.getMetadata().getNamespace(), object.getMetadata().getName());
  }

  static Key of(ResourceID id) {
    return new Key(id.getNamespace().orElse(""), id.getName());
  }

  /** Reads what {@link #toString()} has written. */
  static Key parse(String text) {
    int slash = text.indexOf('/');
    return new Key(text.substring(0, slash), text.substring(slash + 1));
  }

  ResourceID toResourceId() {
    return new ResourceID(name, namespace);
  }

  Key sibling(String other) {
    return new Key(namespace, other);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
