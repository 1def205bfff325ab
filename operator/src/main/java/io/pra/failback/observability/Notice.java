package io.pra.failback.observability;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.util.Objects;

/**
 * What an event says, without when. Two that are equal are the same event happening again.
 *
 * @param type {@code Normal} or {@code Warning}
 * @param reason PascalCase
 * @param message safe to show, within the API's bounds
 * @param onceAs name of the Event object, where whoever tells it, and however often, there is to be
 *     one; empty if each is another
 */
record Notice(
    String apiVersion,
    String kind,
    String namespace,
    String name,
    String uid,
    String type,
    String reason,
    String message,
    String onceAs) {
  /** The longest message that the API takes, in chars. */
  private static final int MAX_MESSAGE = 1024;

  private static final int MAX_REASON = 128;

  static Notice of(HasMetadata about, Events.Type type, String reason, String message) {
    return once(about, type, reason, message, "");
  }

  static Notice once(
      HasMetadata about, Events.Type type, String reason, String message, String onceAs) {
    return new Notice(
        about.getApiVersion(),
        about.getKind(),
        Objects.requireNonNullElse(about.getMetadata().getNamespace(), "default"),
        about.getMetadata().getName(),
        about.getMetadata().getUid(),
        type.inApi(),
        PlainText.of(reason, MAX_REASON),
        PlainText.of(message, MAX_MESSAGE),
        onceAs);
  }

  boolean isToldOnce() {
    return !onceAs.isEmpty();
  }

  ObjectReference involvedObject() {
    return new ObjectReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withNamespace(namespace)
        .withName(name)
        .withUid(uid)
        .build();
  }
}
