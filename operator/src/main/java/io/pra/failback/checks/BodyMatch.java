package io.pra.failback.checks;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * What a body must be like. The expression runs in time linear in the body, whatever a plan says.
 */
record BodyMatch(String contains, String matches) {
  /** What is wrong with the expression; empty if nothing. */
  String problem() {
    try {
      Pattern.compile(matches);
      return "";
    } catch (PatternSyntaxException e) {
      return "bodyMatches is no regular expression of RE2: " + e.getDescription();
    }
  }

  /** What is wrong with the body; empty if nothing. */
  String objection(String body, boolean complete) {
    String what = complete ? "the body does not" : "the first 64 KiB of the body do not";
    if (!body.contains(contains)) {
      return what + " contain the expected text";
    }
    return matches.isEmpty() || Pattern.compile(matches).matcher(body).find()
        ? ""
        : what + " match the expected expression";
  }
}
