package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.JobRun;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** The Job that is made from a template. Pure. */
final class JobManifest {
  static final String API_VERSION = "batch/v1";
  static final String KIND = "Job";

  /** Whose rights no pod of a plan may have. */
  static final String OPERATOR_ACCOUNT = "failback-operator";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_ID = 40;
  private static final int HASH_BYTES = 8;

  private JobManifest() {}

  /**
   * A name that is the same for the same check, or attempt at an action, and no other.
   *
   * @param id of the check or action
   * @param identity all that tells it from others
   */
  static String name(String id, String identity) {
    byte[] hash;
    try {
      hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    String head = id.substring(0, Math.min(id.length(), LONGEST_ID)).replaceAll("-+$", "");
    return "%s-%s".formatted(head, HexFormat.of().formatHex(hash, 0, HASH_BYTES));
  }

  /**
   * The Job.
   *
   * @throws IllegalArgumentException if no plan may have this one made
   */
  static ObjectNode of(JobRun run, String name, String id, Duration timeout) {
    ObjectNode job = MAPPER.createObjectNode();
    ObjectNode template = MAPPER.valueToTree(run.template());
    job.put("apiVersion", API_VERSION).put("kind", KIND);
    ObjectNode metadata = job.putObject("metadata");
    for (String kept : new String[] {"labels", "annotations"}) {
      JsonNode value = template.path("metadata").path(kept);
      if (value.isObject()) {
        metadata.set(kept, value);
      }
    }
    metadata.put("name", name);
    metadata
        .withObject("/labels")
        .put("app.kubernetes.io/managed-by", "failback-operator")
        .put("failback.pra.io/id", id);
    if (!template.path("spec").isObject()) {
      throw new IllegalArgumentException("job.template has no spec: write a JobTemplateSpec");
    }
    refuse(template.at("/spec/template/spec"));
    job.set("spec", MAPPER.valueToTree(run.spec(Math.toIntExact(timeout.toSeconds()))));
    return job;
  }

  private static void refuse(JsonNode pod) {
    for (String field : new String[] {"serviceAccountName", "serviceAccount"}) {
      if (pod.path(field).asText("").equals(OPERATOR_ACCOUNT)) {
        throw new IllegalArgumentException(
            "job.template names the operator's own service account: give it one of its own");
      }
    }
  }
}
