package io.pra.failback.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.FailbackPlanSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * Names what people approve. The id is short, so that it can be read out on a call; it only has to
 * differ between requests of one plan, and an approval that names another one counts for nothing.
 */
final class RequestHash {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RequestHash() {}

  /**
   * The part of the spec that is approved: all of it but what people say during an episode, how
   * full hosts may be, which is a condition of asking and nothing that is done, and drills.
   */
  static String ofPlan(FailbackPlanSpec spec) {
    FailbackPlanSpec approved =
        new FailbackPlanSpec(
            spec.primary(),
            spec.recovery(),
            spec.pairing(),
            spec.waves(),
            spec.guard(),
            spec.overlap(),
            spec.overlapMaxSeconds(),
            spec.initialAuthority(),
            spec.failoverDetection(),
            spec.failoverDetectionSeconds(),
            spec.approvalPolicy(),
            spec.checklist(),
            spec.finalSync(),
            spec.cutover(),
            spec.reprotect(),
            spec.recoveryShutdown(),
            spec.objectives(),
            null,
            spec.zerto(),
            false,
            null,
            null,
            new TreeMap<>(),
            new TreeMap<>(),
            null,
            spec.declareFailover());
    ObjectNode tree = JSON.valueToTree(approved);
    return sha256(json(tree.without(List.of("mode", "drillEverySeconds")))).substring(0, 16);
  }

  /** The machines that will be touched: who they are, not how they are. */
  static String ofPairs(List<Pair> pairs) {
    StringBuilder text = new StringBuilder();
    for (Pair pair : pairs) {
      text.append(pair.name()).append('\n').append(pair.recoveryName()).append('\n');
      pair.primary().forEach(vm -> text.append(json(vm.identity())).append('\n'));
      pair.recovery().forEach(vm -> text.append(json(vm.identity())).append('\n'));
    }
    return sha256(text.toString()).substring(0, 16);
  }

  /** Who checks the answers: which version of each object, not what it says. */
  static String ofPolicies(List<PolicyReading> readings) {
    StringBuilder text = new StringBuilder();
    for (PolicyReading one : readings) {
      text.append("%s/%s %s\n".formatted(one.kind(), one.name(), one.version()));
    }
    return sha256(text.toString()).substring(0, 16);
  }

  /** The name of the episode tells it from a drill of the same number. */
  static String id(String planUid, String episode, String planHash, String pairsHash, int attempt) {
    return sha256(String.join("\n", planUid, episode, planHash, pairsHash, "" + attempt))
        .substring(0, 8);
  }

  /** JSON, because two values never share one text; components come in declaration order. */
  private static String json(Object record) {
    try {
      return JSON.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of text and numbers can be written", e);
    }
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
