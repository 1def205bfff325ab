package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.KubernetesPatch;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A merge patch as a plan has it. Pure. */
final class MergePatch {
  private static final Set<String> GROUPS =
      Set.of(
          "failback.pra.io", "rbac.authorization.k8s.io", "coordination.k8s.io", "events.k8s.io");
  private static final Set<String> CORE_KINDS =
      Set.of("secret", "configmap", "serviceaccount", "event");

  /** What every write changes, whether it changes anything else or not. */
  private static final List<String> TRACES =
      List.of("managedFields", "resourceVersion", "generation");

  private MergePatch() {}

  /** Whether no plan may have this object changed, whatever the operator may do. */
  static boolean isUntouchable(KubernetesPatch patch) {
    int slash = patch.apiVersion().indexOf('/');
    return slash < 0
        ? CORE_KINDS.contains(patch.kind().toLowerCase(Locale.ROOT))
        : GROUPS.contains(patch.apiVersion().substring(0, slash));
  }

  /**
   * The patch, from YAML or JSON.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ObjectNode parsed(KubernetesPatch patch) {
    JsonNode read;
    try {
      // The marker makes it YAML, of which JSON is a part: {a: b} would be taken for bad JSON.
      read = ApiJson.serialization().unmarshal("---\n" + patch.patch(), JsonNode.class);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("kubernetesPatch.patch is neither YAML nor JSON", e);
    }
    if (!(read instanceof ObjectNode fields) || fields.isEmpty()) {
      throw new IllegalArgumentException(
          "kubernetesPatch.patch must be fields of the object, such as {spec: {selector: {site: rbx}}}");
    }
    return fields;
  }

  /** Whether two states of an object differ in nothing but what each write leaves behind. */
  static boolean isSame(JsonNode one, JsonNode other) {
    return withoutTraces(one).equals(withoutTraces(other));
  }

  private static JsonNode withoutTraces(JsonNode object) {
    JsonNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(TRACES);
    }
    return copy;
  }
}
