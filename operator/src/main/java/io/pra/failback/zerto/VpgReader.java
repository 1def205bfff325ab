package io.pra.failback.zerto;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** VPGs, alerts and checkpoints, as the API shows them. */
final class VpgReader {
  private VpgReader() {}

  static Vpg vpg(JsonNode json) {
    Optional<Integer> status = ZvmJson.integer(json, "Status");
    Optional<Integer> subStatus = ZvmJson.integer(json, "SubStatus");
    Optional<String> statusName = ZvmJson.text(json, "StatusDescription");
    Optional<String> subStatusName = ZvmJson.text(json, "SubStatusDescription");
    JsonNode history = ZvmJson.member(json, "HistoryStatusApi");
    return new Vpg(
        identifier(json).orElse(""),
        ZvmJson.text(json, "VpgName").orElse(""),
        VpgState.of(status, statusName),
        VpgActivity.of(subStatus, subStatusName),
        words(status, statusName) + "/" + words(subStatus, subStatusName),
        seconds(json, "ActualRPO"),
        seconds(json, "ConfiguredRpoSeconds"),
        seconds(history, "ActualHistoryInMinutes"),
        seconds(history, "ConfiguredHistoryInMinutes"),
        isLocal(ZvmJson.member(json, "ProtectedSite")),
        // A status that cannot be read is no sign that there is no alert.
        ZvmJson.integer(json, "AlertStatus").orElse(-1),
        List.of(),
        Optional.empty());
  }

  /** Swaggers leave the identifier out; the link has it, too. */
  private static Optional<String> identifier(JsonNode json) {
    return ZvmJson.text(json, "VpgIdentifier")
        .or(() -> ZvmJson.text(ZvmJson.member(json, "Link"), "identifier"));
  }

  private static String words(Optional<Integer> number, Optional<String> name) {
    return name.orElse(number.map(n -> "number " + n).orElse("none"));
  }

  /** A negative number is Zerto's way to say that there is none. */
  private static Optional<Integer> seconds(JsonNode json, String name) {
    return ZvmJson.integer(json, name).filter(value -> value >= 0);
  }

  private static Optional<Boolean> isLocal(JsonNode site) {
    return ZvmJson.text(site, "type")
        .flatMap(
            type ->
                type.equalsIgnoreCase("LocalSiteApi")
                    ? Optional.of(true)
                    : type.equalsIgnoreCase("PeerSiteApi") ? Optional.of(false) : Optional.empty());
  }

  /** Alerts about the VPG that nobody has dismissed; one that does not say whom it is about is. */
  static List<String> alerts(JsonNode json, String vpg) {
    List<String> alerts = new ArrayList<>();
    for (JsonNode alert : json) {
      JsonNode affected = ZvmJson.member(alert, "AffectedVpgs");
      boolean ofOthers = affected.isArray() && !affected.isEmpty() && !names(affected, vpg);
      boolean dismissed = ZvmJson.member(alert, "IsDismissed").asBoolean(false);
      if (!ofOthers && !dismissed) {
        alerts.add(ZvmJson.text(alert, "HelpIdentifier").orElse("without identifier"));
      }
    }
    return alerts;
  }

  private static boolean names(JsonNode affected, String vpg) {
    for (JsonNode link : affected) {
      if (ZvmJson.text(link, "identifier").filter(vpg::equalsIgnoreCase).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The latest checkpoint of the statistics: a time, or an object that has one. */
  static Optional<Instant> latestCheckpoint(JsonNode stats) {
    JsonNode latest = ZvmJson.member(stats, "Latest");
    return ZvmJson.time(latest.isObject() ? ZvmJson.member(latest, "TimeStamp") : latest);
  }
}
