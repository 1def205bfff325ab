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

  /**
   * Makes an object that goes when the plan does.
   *
   * @return false if there was one of that name already, which is left as it is
   */
  boolean create(String plan, JsonNode object);

  /** Deletes an object, and what it owns after it. There may be none. */
  void delete(Ref object);
}
