package io.pra.failback.checks;

import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.Manual;
import io.pra.failback.api.ReadinessCheck;
import io.pra.failback.api.TcpProbe;

/** Checks as a plan has them. */
final class Checks {
  private Checks() {}

  static ReadinessCheck tcp(String id, int timeoutSeconds, int intervalSeconds, TcpProbe tcp) {
    return new ReadinessCheck(
        id,
        null,
        timeoutSeconds,
        intervalSeconds,
        null,
        tcp,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  static ChecklistItem item(String id, Manual manual, HttpProbe http) {
    return new ChecklistItem(
        id, null, null, null, null, null, manual, null, http, null, null, null, null, null, null);
  }
}
