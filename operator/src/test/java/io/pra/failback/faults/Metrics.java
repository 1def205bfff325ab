package io.pra.failback.faults;

import io.pra.failback.harness.Story;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the operator under test exports. */
final class Metrics {
  private Metrics() {}

  /** The sum of all series of a name that carry a site; 0 if there is none. */
  static double ofSite(Story story, String name, String site) {
    Pattern series =
        Pattern.compile(
            "^%s\\{[^}]*site=\"%s\"[^}]*} (\\S+)$".formatted(Pattern.quote(name), site),
            Pattern.MULTILINE);
    return series
        .matcher(story.operator.get("/metrics"))
        .results()
        .map(MatchResult::group)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
