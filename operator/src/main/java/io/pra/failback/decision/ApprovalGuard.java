package io.pra.failback.decision;

import java.util.List;
import java.util.Optional;

/**
 * Whether the API server sees to it that people approve in their own names only. Without that an
 * approval is no evidence of anything: whoever may patch the plan may write any name.
 *
 * @param gaps what is missing or is not as shipped, one line each; none: approvals are guarded
 * @param required whether approvals are refused where there are gaps
 */
public record ApprovalGuard(List<String> gaps, boolean required) {
  /** Of a plan that waits, and of its conditions. */
  public static final String REASON = "ApprovalsUnguarded";

  /** The way out. */
  public static final String NEXT_STEP =
      "kubectl apply -k deploy/policy (who may read the policies: deploy/base/rbac.yaml); it goes on by"
          + " itself then";

  /** Nothing is missing. */
  public static final ApprovalGuard WHOLE = new ApprovalGuard(List.of(), true);

  public ApprovalGuard {
    gaps = List.copyOf(gaps);
  }

  /** By what was read of each object that is shipped. */
  public static ApprovalGuard of(List<PolicyReading> readings, boolean required) {
    return new ApprovalGuard(
        readings.stream().map(PolicyReading::gap).flatMap(Optional::stream).toList(), required);
  }

  /** Whether the API server checks who approves. */
  public boolean isWhole() {
    return gaps.isEmpty();
  }

  /** Whether no approval counts. */
  public boolean refuses() {
    return required && !isWhole();
  }

  /** What is wrong, in one line. */
  public String words() {
    String more = gaps.size() > 1 ? ", and %d more".formatted(gaps.size() - 1) : "";
    return "nothing checks who approves: " + gaps.get(0) + more;
  }
}
