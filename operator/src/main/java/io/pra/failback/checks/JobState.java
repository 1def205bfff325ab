package io.pra.failback.checks;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How far a Job has come. Pure.
 *
 * @param why a failed one has failed; empty otherwise
 */
record JobState(Kind kind, String why) {
  /** What its conditions say. */
  enum Kind {
    RUNNING,
    COMPLETE,
    FAILED
  }

  static JobState of(JsonNode job) {
    for (JsonNode condition : job.path("status").path("conditions")) {
      if (condition.path("status").asText().equals("True")) {
        switch (condition.path("type").asText()) {
          case "Complete" -> {
            return new JobState(Kind.COMPLETE, "");
          }
          case "Failed" -> {
            return new JobState(Kind.FAILED, words(condition));
          }
          default -> {
            // Such as Suspended, or FailureTarget, which Failed follows.
          }
        }
      }
    }
    return new JobState(Kind.RUNNING, "");
  }

  private static String words(JsonNode condition) {
    String reason = condition.path("reason").asText();
    String message = condition.path("message").asText();
    return message.isEmpty() ? reason : reason + ": " + message;
  }
}
