package io.pra.failback.report;

/** What reports, records and runbooks are called in the cluster. */
public final class ReportName {
  public static final String PLAN_LABEL = "failback.pra.io/plan";
  public static final String KIND_LABEL = "failback.pra.io/record";

  /** Whoever changes its value asks for a report of the episode under way. */
  public static final String DEMAND = "failback.pra.io/report";

  /** The value of {@link #DEMAND} that a report on demand answers. */
  public static final String ANSWERS = "failback.pra.io/answers";

  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;
  private static final int HASH = 16;

  private ReportName() {}

  /** The record of an episode, or of an attempt of it that was rolled back. */
  public static String ofRecord(String plan, String due) {
    return fit(plan, "-" + due, LONGEST_NAME);
  }

  /** The same where a plan of that name that is no more has taken the name. */
  public static String ofRecord(String plan, String due, String uid) {
    return fit(plan, "-" + due + "-" + uid.substring(0, Math.min(8, uid.length())), LONGEST_NAME);
  }

  /** The report that is written on demand. */
  public static String onDemand(String plan) {
    return fit(plan, "-report", LONGEST_NAME);
  }

  /** The record while it grows. */
  public static String journal(String plan) {
    return fit(plan, "-journal", LONGEST_NAME);
  }

  /**
   * The record of a drill while it grows. Its ending is such that no plan's journal has the name.
   */
  public static String drillJournal(String plan) {
    return fit(plan, "-journal-drill", LONGEST_NAME);
  }

  public static String runbook(String plan) {
    return fit(plan, "-runbook", LONGEST_NAME);
  }

  /** The value of {@link #PLAN_LABEL}: the name, where it fits. */
  public static String label(String plan) {
    return fit(plan, "", LONGEST_LABEL);
  }

  /** A name that is too long ends in a hash of all of it, so that two of them stay two. */
  private static String fit(String plan, String suffix, int longest) {
    if (plan.length() + suffix.length() <= longest) {
      return plan + suffix;
    }
    String hash = "-" + RecordJson.sha256(plan).substring(0, HASH);
    return plan.substring(0, longest - suffix.length() - hash.length()) + hash + suffix;
  }
}
