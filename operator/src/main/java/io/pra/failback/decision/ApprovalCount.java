package io.pra.failback.decision;

import io.pra.failback.api.Approval;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which approvals say yes to exactly this request.
 *
 * @param by users whose approval counts, in order
 * @param required how many it takes
 * @param refused why any other does not count, one line each
 */
public record ApprovalCount(List<String> by, int required, List<String> refused) {

  /** Once it was approved, by what had to be accepted then. */
  public static ApprovalCount of(FailbackPlanSpec spec, Request open) {
    return of(
        spec,
        open,
        Optional.ofNullable(open).flatMap(r -> Optional.ofNullable(r.acceptDataLossSeconds())));
  }

  /**
   * Which count now.
   *
   * @param dataLoss seconds whose loss each of them must accept; empty if none is needed
   */
  public static ApprovalCount of(FailbackPlanSpec spec, Request open, Optional<Long> dataLoss) {
    List<String> by = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Map.Entry<String, Approval> entry : new TreeMap<>(spec.approvals()).entrySet()) {
      String named = entry.getValue().request();
      if (open != null && open.id().equals(named)) {
        Optional<String> tooLittle =
            acceptsTooLittle(Spoken.name(entry.getKey()), entry.getValue(), dataLoss);
        tooLittle.ifPresentOrElse(refused::add, () -> by.add(Spoken.name(entry.getKey())));
      } else {
        refused.add(
            open == null
                ? "%s's approval names request %s, and none is open"
                    .formatted(entry.getKey(), named)
                : "%s's approval names request %s, not the open request %s"
                    .formatted(entry.getKey(), named, open.id()));
      }
    }
    return new ApprovalCount(
        List.copyOf(by), spec.approvalPolicy().required(), List.copyOf(refused));
  }

  /** Says no figure that grows: nobody is told the same twice. */
  private static Optional<String> acceptsTooLittle(
      String user, Approval approval, Optional<Long> dataLoss) {
    Integer accepted = approval.acceptDataLossSeconds();
    if (dataLoss.isEmpty() || (accepted != null && accepted >= dataLoss.get())) {
      return Optional.empty();
    }
    return Optional.of(
        accepted == null
            ? "%s's approval accepts no loss of data: it needs acceptDataLossSeconds"
                .formatted(user)
            : "%s's approval accepts the loss of %d s, and more is at stake"
                .formatted(user, accepted));
  }

  boolean isEnough() {
    return by.size() >= required;
  }

  static boolean hasExpired(Request request, Instant now) {
    return !now.isBefore(request.expiresAt());
  }

  /** How the approvals stand, in one line. */
  public String note() {
    String counted =
        by.isEmpty()
            ? "0 of %d".formatted(required)
            : "%d of %d: %s".formatted(by.size(), required, String.join(", ", by));
    return refused.isEmpty() ? counted : counted + "; " + String.join("; ", refused);
  }
}
