package io.pra.failback.status;

import io.pra.failback.api.FailbackPlanStatus;
import java.util.Optional;
import java.util.Set;

/** Whether what the two sites do is an alarm, or was approved. */
public final class Alarm {
  static final String APPROVED_OVERLAP = "ApprovedOverlap";
  static final String HAND_OVER = "HandOver";

  private static final Set<String> APPROVED = Set.of(APPROVED_OVERLAP, HAND_OVER);

  private Alarm() {}

  static boolean isAlarm(String status, String reason) {
    return status.equals("True") && !APPROVED.contains(reason);
  }

  /**
   * Whether it is one now.
   *
   * @param type the condition, {@code DualActive} or {@code NoneActive}
   * @return empty if it cannot be told
   */
  public static Optional<Boolean> of(FailbackPlanStatus status, String type) {
    return status
        .condition(type)
        .filter(now -> !now.getStatus().equals("Unknown"))
        .map(now -> isAlarm(now.getStatus(), now.getReason()));
  }
}
