package io.pra.failback.status;

import io.pra.failback.api.ReportHead;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What this process has found out about the records of a plan since it became the leader.
 *
 * @param verified whether the chain was looked at
 * @param records how many there are
 * @param problems what is wrong with the chain; empty if nothing is
 * @param head the newest record that is known; empty if none is
 * @param settled records that are due no more
 * @param answered the demand that was answered last; empty if none was
 */
public record ReportNews(
    boolean verified,
    int records,
    List<String> problems,
    Optional<ReportHead> head,
    Set<String> settled,
    Optional<String> answered) {
  public static final ReportNews NONE =
      new ReportNews(false, 0, List.of(), Optional.empty(), Set.of(), Optional.empty());

  public ReportNews {
    problems = List.copyOf(problems);
    settled = Set.copyOf(settled);
  }
}
