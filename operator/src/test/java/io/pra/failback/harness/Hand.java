package io.pra.failback.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Somebody who acts at a vCenter with a login of his own. */
public final class Hand {
  private final Control control;
  private final String site;
  private final String user;

  Hand(Control control, String site, String user) {
    this.control = control;
    this.site = site;
    this.user = user;
  }

  /** Powers on, or resumes, what matches one of the globs; all at once. */
  public void powersOn(String... globs) {
    many("on", globs);
  }

  public void powersOff(String... globs) {
    many("off", globs);
  }

  public void suspends(String... globs) {
    many("suspend", globs);
  }

  void does(String operation, String vm) {
    control.post(site + "/vms/" + vm + "/power", Map.of("op", operation, "user", user));
  }

  private void many(String operation, String... globs) {
    JsonNode results =
        control
            .post(
                site + "/power",
                Map.of("op", operation, "user", user, "names", List.of(globs), "concurrent", true))
            .get("results");
    for (JsonNode result : results) {
      String error = result.path("error").asText("");
      if (!error.isEmpty() && !error.contains("InvalidPowerState")) {
        throw new IllegalStateException("%s %s: %s".formatted(user, operation, result));
      }
    }
  }
}
