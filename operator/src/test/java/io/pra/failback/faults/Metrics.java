package io.pra.failback.faults;

import io.pra.failback.harness.Story;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the operator under test exports. */
final class Metrics {
  private Metrics() {}

  /** The value of a series without labels; NaN if there is none. */
  static double value(Story story, String name) {
    return story
        .operator
        .get("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The sum of all series of a name that carry a site; 0 if there is none. */
  static double ofSite(Story story, String name, String site) {
    return sum(story, name, "site=\"" + site + "\"");
  }

  /**
   * The sum of all series of a name that carry a label, {@code area="heap"}; 0 if there is none.
   */
  static double sum(Story story, String name, String label) {
    Pattern series =
        Pattern.compile(
            "^%s\\{[^}]*%s[^}]*} (\\S+)$".formatted(Pattern.quote(name), Pattern.quote(label)),
            Pattern.MULTILINE);
    return series
        .matcher(story.operator.get("/metrics"))
        .results()
        .map(MatchResult::group)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
