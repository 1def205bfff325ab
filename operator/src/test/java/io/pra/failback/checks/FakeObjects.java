package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** An API server that merges as RFC 7386 says, counts writes, and fails as a test wants it to. */
final class FakeObjects implements ClusterObjects {
  private final Map<Ref, ObjectNode> byRef = new HashMap<>();
  private final Queue<Runnable> beforeMerges = new ArrayDeque<>();
  private final Queue<Runnable> afterWrites = new ArrayDeque<>();
  private final List<Ref> created = new ArrayList<>();
  private final List<JsonNode> written = new ArrayList<>();

  synchronized FakeObjects put(Ref ref, ObjectNode object) {
    byRef.put(ref, object);
    return this;
  }

  /** The next merge, dry or not, does this first; it may throw. */
  synchronized FakeObjects beforeAMerge(Runnable trouble) {
    beforeMerges.add(trouble);
    return this;
  }

  /** After the next write its answer is lost in this way. */
  synchronized FakeObjects afterAWrite(Runnable trouble) {
    afterWrites.add(trouble);
    return this;
  }

  synchronized ObjectNode now(Ref ref) {
    return byRef.get(ref).deepCopy();
  }

  /** The patches that were carried out. */
  synchronized List<JsonNode> written() {
    return List.copyOf(written);
  }

  @Override
  public synchronized Optional<JsonNode> read(Ref object) {
    return Optional.ofNullable(byRef.get(object)).map(ObjectNode::deepCopy);
  }

  @Override
  public synchronized JsonNode merge(Ref object, JsonNode patch, boolean dryRun) {
    if (!beforeMerges.isEmpty()) {
      beforeMerges.remove().run();
    }
    ObjectNode merged = byRef.get(object).deepCopy();
    merge(merged, patch);
    merged
        .withObject("/metadata")
        .put("resourceVersion", "" + (written.size() + 2))
        .putArray("managedFields")
        .add(written.size());
    if (dryRun) {
      return merged;
    }
    written.add(patch);
    byRef.put(object, merged);
    if (!afterWrites.isEmpty()) {
      afterWrites.remove().run();
    }
    return merged.deepCopy();
  }

  @Override
  public synchronized boolean create(String plan, JsonNode object) {
    Ref ref =
        new Ref(
            plan,
            object.path("apiVersion").asText(),
            object.path("kind").asText(),
            object.at("/metadata/name").asText());
    if (byRef.putIfAbsent(ref, object.deepCopy()) != null) {
      return false;
    }
    created.add(ref);
    if (!afterWrites.isEmpty()) {
      afterWrites.remove().run();
    }
    return true;
  }

  /** What was made, in this order. */
  synchronized List<Ref> created() {
    return List.copyOf(created);
  }

  /** What is there. */
  synchronized List<Ref> all() {
    return List.copyOf(byRef.keySet());
  }

  @Override
  public synchronized void delete(Ref object) {
    byRef.remove(object);
  }

  private static void merge(ObjectNode into, JsonNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNull()) {
                into.remove(field.getKey());
              } else if (field.getValue().isObject()) {
                merge(into.withObject("/" + field.getKey()), field.getValue());
              } else {
                into.set(field.getKey(), field.getValue());
              }
            });
  }
}
