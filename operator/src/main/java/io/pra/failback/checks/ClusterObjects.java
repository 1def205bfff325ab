package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * Objects in the namespaces of plans, as the API server has them now. Calls block, and throw {@link
 * ClusterTroubleException} where an object cannot be had.
 */
public interface ClusterObjects {
  /**
   * One object.
   *
   * @param plan as the runner was told it; its namespace is the object's
   */
  record Ref(String plan, String apiVersion, String kind, String name) {
    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /** The object; empty if there is none of that name. */
  Optional<JsonNode> read(Ref object);

  /**
   * Merges a patch into an object that exists, as RFC 7386 says. Fields that the object's kind does
   * not have are refused.
   *
   * @param dryRun to be told what would become of it, and change nothing
   * @return the object as it is then
   */
  JsonNode merge(Ref object, JsonNode patch, boolean dryRun);
}
