package io.pra.failback.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.ClusterCapacity;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.DataAtStakeSource;
import io.pra.failback.api.Objectives;
import io.pra.failback.api.PairCounts;
import io.pra.failback.api.Phase;
import io.pra.failback.api.ResourceCapacity;
import io.pra.failback.observability.GuardTelemetry.Operation;
import io.pra.failback.observability.GuardTelemetry.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final SiteReading SITE =
      new SiteReading(1, 2, 3, 4, 5, 6, 8, true, 7, Optional.of(Duration.ofMillis(-1500)));

  private final AtomicLong nanos = new AtomicLong();
  private final Telemetry telemetry =
      new Telemetry("1.2.3", Clock.fixed(NOW, ZoneOffset.UTC), nanos::get);

  @AfterEach
  void close() {
    telemetry.close();
  }

  private List<String> lines(String prefix) {
    return telemetry.scrape().lines().filter(line -> line.startsWith(prefix)).toList();
  }

  private static PlanReading plan(Phase phase, Optional<Boolean> dualActive) {
    return new PlanReading(
        "rbx",
        "sbg",
        new Objectives(1800, 300, 7200),
        phase,
        Authority.Recovery,
        dualActive,
        Optional.of(false),
        dualActive,
        Optional.of(false),
        new PairCounts(6, 3, 5, 2, 1, 0),
        true,
        true,
        Optional.of(NOW),
        Optional.of(Duration.ofMillis(1500)),
        Optional.of(NOW.minusSeconds(60)),
        Map.of(CheckState.Passed, 4L),
        2,
        new DataAtStake(400, NOW, DataAtStakeSource.Held, 300),
        new CapacityStatus(
            CapacityState.Insufficient,
            "",
            "",
            NOW,
            List.of(
                new ClusterCapacity(
                    "c1",
                    1,
                    1,
                    null,
                    new ResourceCapacity(8, 4, 3, 5),
                    new ResourceCapacity(8, 4, 3, 5),
                    null,
                    "")),
            null),
        3,
        new DrillReading(false, Optional.of(true), Optional.of(NOW)));
  }

  @Test
  void saysWhatRuns() {
    assertThat(lines("failback_build_info{")).singleElement().asString().contains("1.2.3");
    assertThat(lines("jvm_memory_used_bytes")).isNotEmpty();
  }

  @Test
  void exposureIsAHistogramFromTenMillisecondsToAMinute() {
    telemetry.guard().exposure("prod", "rbx", Duration.ofMillis(40));
    telemetry.guard().exposure("prod", "rbx", Duration.ofSeconds(3));

    assertThat(lines("failback_guard_exposure_seconds_bucket"))
        .hasSize(13)
        .contains(
            bucket("0.025", 0),
            bucket("0.05", 1),
            bucket("2.5", 1),
            bucket("60.0", 2),
            bucket("+Inf", 2));
    assertThat(lines("failback_guard_exposure_seconds_sum"))
        .containsExactly(
            "failback_guard_exposure_seconds_sum{namespace=\"prod\",site=\"rbx\"} 3.04");
  }

  private static String bucket(String le, int count) {
    return "failback_guard_exposure_seconds_bucket{namespace=\"prod\",site=\"rbx\",le=\"%s\"} %d"
        .formatted(le, count);
  }

  @Test
  void suspendsAreCountedByResultFromZero() {
    telemetry.sites().update("prod", "rbx", SITE);
    telemetry.guard().suspend("prod", "rbx", Operation.POWER_OFF, Result.UNCONFIRMED);

    assertThat(lines("failback_guard_suspends_total"))
        .hasSize(8)
        .contains(
            "failback_guard_suspends_total{namespace=\"prod\",operation=\"power_off\","
                + "result=\"unconfirmed\",site=\"rbx\"} 1.0",
            "failback_guard_suspends_total{namespace=\"prod\",operation=\"suspend\","
                + "result=\"failed\",site=\"rbx\"} 0.0");
    assertThat(lines("failback_guard_reaction_seconds_count")).hasSize(1);
    assertThat(lines("failback_guard_blind_seconds_total")).hasSize(1);
  }

  @Test
  void aSiteTellsItsCountsAndHowLongItHasBeenSilent() {
    telemetry.sites().update("prod", "rbx", SITE);
    telemetry.sites().contact("prod", "rbx");
    nanos.set(Duration.ofSeconds(7).toNanos());

    String site = "{namespace=\"prod\",site=\"rbx\"";
    assertThat(lines("failback_site_"))
        .containsExactlyInAnyOrder(
            "failback_site_virtual_machines" + site + ",state=\"powered_on\"} 1.0",
            "failback_site_virtual_machines" + site + ",state=\"suspended\"} 2.0",
            "failback_site_virtual_machines" + site + ",state=\"powered_off\"} 3.0",
            "failback_site_virtual_machines" + site + ",state=\"unknown\"} 4.0",
            "failback_site_held_virtual_machines" + site + ",state=\"held\"} 5.0",
            "failback_site_held_virtual_machines" + site + ",state=\"running\"} 6.0",
            "failback_site_surplus_virtual_machines" + site + "} 8.0",
            "failback_site_reachable" + site + "} 1.0",
            "failback_site_missing_privileges" + site + "} 7.0",
            "failback_site_clock_ahead_seconds" + site + "} -1.5",
            "failback_site_last_contact_timestamp_seconds" + site + "} 1.8E9",
            "failback_site_watch_lag_seconds" + site + "} 7.0");
  }

  @Test
  void aPlanIsInOnePhaseAndUnknownIsNotZero() {
    telemetry.plans().update("prod", "erp", plan(Phase.Holding, Optional.of(true)));
    telemetry.plans().update("prod", "erp", plan(Phase.AwaitingApproval, Optional.empty()));

    assertThat(lines("failback_plan_phase{")).hasSize(Phase.values().length);
    assertThat(lines("failback_plan_phase{").stream().filter(line -> line.endsWith(" 1.0")))
        .containsExactly(
            "failback_plan_phase{namespace=\"prod\",phase=\"AwaitingApproval\",plan=\"erp\"} 1.0");
    assertThat(lines("failback_plan_authority{").stream().filter(line -> line.endsWith(" 1.0")))
        .containsExactly(
            "failback_plan_authority{authority=\"Recovery\",namespace=\"prod\",plan=\"erp\"} 1.0");
    String plan = "{namespace=\"prod\",plan=\"erp\"} ";
    assertThat(lines("failback_plan_"))
        .contains(
            "failback_plan_dual_active" + plan + "NaN",
            "failback_plan_none_active" + plan + "0.0",
            "failback_plan_dual_active_alarm" + plan + "NaN",
            "failback_plan_none_active_alarm" + plan + "0.0",
            "failback_plan_pairs" + plan + "6.0",
            "failback_plan_dual_active_pairs" + plan + "2.0",
            "failback_plan_none_active_pairs" + plan + "1.0",
            "failback_plan_rto_started_timestamp_seconds" + plan + "1.79999994E9",
            "failback_plan_objective_rto_seconds" + plan + "1800.0",
            "failback_plan_objective_rpo_seconds" + plan + "300.0",
            "failback_plan_objective_max_hold_seconds" + plan + "7200.0",
            "failback_plan_sites{namespace=\"prod\",plan=\"erp\",primary=\"rbx\",recovery=\"sbg\"} 1.0",
            "failback_plan_running_virtual_machines{namespace=\"prod\",plan=\"erp\",side=\"recovery\"} 5.0",
            "failback_plan_checks{namespace=\"prod\",plan=\"erp\",state=\"passed\"} 4.0",
            "failback_plan_checks{namespace=\"prod\",plan=\"erp\",state=\"failed\"} 0.0",
            "failback_plan_stalled" + plan + "1.0",
            "failback_plan_approval_waiting" + plan + "1.0",
            "failback_plan_manual_overdue" + plan + "2.0",
            "failback_plan_request_expires_timestamp_seconds" + plan + "1.8E9",
            "failback_plan_hold_seconds" + plan + "1.5",
            "failback_plan_episode" + plan + "3.0");
  }

  @Test
  void whatBecameOfEpisodesIsCounted() {
    telemetry.plans().update("prod", "erp", plan(Phase.Holding, Optional.empty()));
    telemetry.plans().approval("prod", "erp", false);
    telemetry.plans().episodeCompleted("prod", "erp");

    String plan = "{namespace=\"prod\",plan=\"erp\"";
    assertThat(telemetry.scrape().lines())
        .contains(
            "failback_approvals_total" + plan + ",result=\"counted\"} 0.0",
            "failback_approvals_total" + plan + ",result=\"refused\"} 1.0",
            "failback_episodes_completed_total" + plan + "} 1.0",
            "failback_rollbacks_total" + plan + "} 0.0");
  }

  @Test
  void whatIsDeletedLeavesNoSeriesAndOthersStay() {
    telemetry.plans().update("prod", "erp", plan(Phase.Holding, Optional.empty()));
    telemetry.plans().update("test", "erp", plan(Phase.Holding, Optional.empty()));
    telemetry.sites().update("prod", "rbx", SITE);
    telemetry.sites().contact("prod", "rbx");
    int ofOthers = lines("failback_").stream().filter(l -> l.contains("\"test\"")).toList().size();

    telemetry.plans().forget("prod", "erp");
    telemetry.sites().forget("prod", "rbx");

    assertThat(lines("failback_")).noneMatch(line -> line.contains("\"prod\""));
    assertThat(lines("failback_").stream().filter(line -> line.contains("\"test\"")))
        .hasSize(ofOthers);
    telemetry.plans().update("prod", "erp", plan(Phase.Standby, Optional.empty()));
    assertThat(lines("failback_plan_episode{namespace=\"prod\"")).hasSize(1);
  }

  @Test
  void everySeriesIsDocumented() throws Exception {
    telemetry.plans().update("prod", "erp", plan(Phase.Holding, Optional.empty()));
    telemetry.sites().update("prod", "rbx", SITE);
    telemetry.sites().contact("prod", "rbx");
    telemetry.approvalPolicyInstalled(true);
    telemetry.clocks(1, 2);
    telemetry.kubernetes().eventsWaiting(() -> 0);

    String documentation = Files.readString(Path.of("../docs/metrics.md"));

    assertThat(lines("# TYPE failback_").stream().map(line -> line.split(" ", -1)[2]))
        .hasSizeGreaterThan(20)
        .allSatisfy(name -> assertThat(documentation).contains("`" + name + "`"));
  }

  @Test
  void tellingNeverThrows() {
    telemetry.close();
    telemetry.guard().exposure(null, null, Duration.ZERO);
    telemetry.plans().update("prod", "erp", plan(Phase.Holding, Optional.empty()));
  }
}
