package io.pra.failback.zerto;

import io.pra.failback.observability.PlainText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * How a VPG should be.
 *
 * @param maxRpoSeconds the highest actual RPO
 * @param minHistoryMinutes how far the journal must reach back; empty for what the VPG promises
 * @param protectsLocalSite whose VMs it should protect, as seen from the ZVM that is asked; empty
 *     if it does not matter
 * @param allowedAlerts help identifiers that are no failure; null if none is
 * @param beforeCommit whether waiting for the commit of a Move or Failover is how it should be
 */
public record VpgExpectation(
    int maxRpoSeconds,
    Optional<Integer> minHistoryMinutes,
    Optional<Boolean> protectsLocalSite,
    Set<String> allowedAlerts,
    boolean beforeCommit) {

  public VpgExpectation {
    allowedAlerts = allowedAlerts == null ? null : Set.copyOf(allowedAlerts);
  }

  /**
   * What was found.
   *
   * @param message one line
   */
  public record Verdict(boolean healthy, String message) {}

  /** Judges a VPG. What is not known is not healthy. */
  public Verdict judge(Vpg vpg) {
    Optional<String> wrong =
        wrongAlert(vpg).or(() -> wrongDirection(vpg)).or(() -> wrongState(vpg));
    String name = "VPG " + PlainText.of(vpg.name(), 80) + ": ";
    return wrong
        .map(why -> new Verdict(false, name + PlainText.of(why, 200)))
        .orElseGet(() -> new Verdict(true, name + summary(vpg)));
  }

  private Optional<String> wrongAlert(Vpg vpg) {
    if (allowedAlerts == null) {
      return Optional.empty();
    }
    List<String> alerts =
        vpg.alerts().stream().filter(Predicate.not(allowedAlerts::contains)).toList();
    if (!alerts.isEmpty()) {
      return Optional.of("alert " + String.join(", ", alerts));
    }
    return vpg.alertStatus() == 0 || !vpg.alerts().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "its alert status is %d, and no alert is listed".formatted(vpg.alertStatus()));
  }

  private Optional<String> wrongDirection(Vpg vpg) {
    if (protectsLocalSite.isEmpty() || protectsLocalSite.equals(vpg.protectsLocalSite())) {
      return Optional.empty();
    }
    return Optional.of(
        vpg.protectsLocalSite().isEmpty()
            ? "it does not say which site it protects"
            : "it protects the %s site".formatted(protectsLocalSite.get() ? "other" : "ZVM's own"));
  }

  private Optional<String> wrongState(Vpg vpg) {
    if (beforeCommit) {
      return vpg.activity().isBeforeCommit()
          ? Optional.empty()
          : Optional.of("it waits for no commit, it is " + vpg.statusText());
    }
    if (!vpg.activity().isInSync()) {
      return Optional.of("its journal is not in sync, it is " + vpg.statusText());
    }
    return switch (vpg.state()) {
      case MEETING_SLA -> wrongRpo(vpg).or(() -> wrongHistory(vpg));
      // Which of the two it is, nobody can tell by the number; the figures can. A journal that is
      // young is as wanted only where the plan says how old it must be.
      case HISTORY_NOT_MEETING_SLA, RPO_OR_HISTORY_NOT_MEETING_SLA ->
          minHistoryMinutes.isEmpty()
              ? Optional.of("it is " + vpg.statusText())
              : wrongRpo(vpg).or(() -> beyondPromise(vpg)).or(() -> wrongHistory(vpg));
      default -> Optional.of("it is " + vpg.statusText());
    };
  }

  private Optional<String> wrongRpo(Vpg vpg) {
    if (vpg.rpoSeconds().isEmpty()) {
      return Optional.of("it has no actual RPO");
    }
    int rpo = vpg.rpoSeconds().get();
    return rpo <= maxRpoSeconds
        ? Optional.empty()
        : Optional.of("RPO %d s, more than %d s".formatted(rpo, maxRpoSeconds));
  }

  private static Optional<String> beyondPromise(Vpg vpg) {
    boolean within =
        vpg.configuredRpoSeconds().isPresent()
            && vpg.rpoSeconds().get() <= vpg.configuredRpoSeconds().get();
    return within
        ? Optional.empty()
        : Optional.of("it is " + vpg.statusText() + ", and its RPO is not within what it promises");
  }

  private Optional<String> wrongHistory(Vpg vpg) {
    Optional<Integer> wanted = minHistoryMinutes.or(vpg::configuredHistoryMinutes);
    if (wanted.isEmpty() || vpg.historyMinutes().isEmpty()) {
      // MeetingSLA includes the history; without figures its word must do, unless they are asked
      // for.
      return minHistoryMinutes.isEmpty() && vpg.state() == VpgState.MEETING_SLA
          ? Optional.empty()
          : Optional.of("it does not say how far its journal reaches back");
    }
    // A promise is judged by Zerto, which says MeetingSLA while a young journal still grows.
    boolean enough =
        vpg.historyMinutes().get() >= wanted.get()
            || (minHistoryMinutes.isEmpty() && vpg.state() == VpgState.MEETING_SLA);
    return enough
        ? Optional.empty()
        : Optional.of(
            "its journal reaches back %d min, less than %d min"
                .formatted(vpg.historyMinutes().get(), wanted.get()));
  }

  private static String summary(Vpg vpg) {
    String rpo = vpg.rpoSeconds().map(s -> ", RPO %d s".formatted(s)).orElse("");
    String journal = vpg.historyMinutes().map(m -> ", journal %d min".formatted(m)).orElse("");
    return PlainText.of(vpg.statusText(), 80) + rpo + journal;
  }
}
