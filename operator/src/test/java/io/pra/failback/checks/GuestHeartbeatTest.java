package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.GuestHeartbeatProbe;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.GuestTools.Heartbeat;
import io.pra.failback.vsphere.PowerState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestHeartbeatTest {
  private static final GuestHeartbeat PROBE =
      new GuestHeartbeat(new GuestHeartbeatProbe(List.of("mysql-*", "docker-?"), null));

  private static GuestSource.Guest guest(String name, Heartbeat heartbeat) {
    return guest(name, PowerState.POWERED_ON, true, true, heartbeat);
  }

  private static GuestSource.Guest guest(
      String name, PowerState power, boolean installed, boolean running, Heartbeat heartbeat) {
    return new GuestSource.Guest(
        name, Optional.of(new GuestTools(power, installed, running, heartbeat)));
  }

  private static ProbeResult attempt(GuestSource source, Duration timeout) throws Exception {
    try (Uplink uplink =
        new Uplink("test", new TestSecrets(), source, new FakeObjects(), System::nanoTime, null)) {
      return PROBE
          .attempt(uplink.network("prod/erp"), timeout)
          .get(timeout.toMillis() + 3_000, TimeUnit.MILLISECONDS);
    }
  }

  @Test
  void passesOnlyWhenEveryVmIsGreen() {
    ProbeResult all =
        PROBE.judge(
            List.of(guest("mysql-01", Heartbeat.GREEN), guest("mysql-02", Heartbeat.GREEN)));
    assertThat(all.passed()).isTrue();
    assertThat(all.message()).isEqualTo("heartbeat of 2 VM(s) is green");

    ProbeResult one =
        PROBE.judge(
            List.of(guest("mysql-01", Heartbeat.GREEN), guest("mysql-02", Heartbeat.YELLOW)));
    assertThat(one.passed()).isFalse();
    assertThat(one.conclusive()).isTrue();
    assertThat(one.message()).isEqualTo("mysql-02: heartbeat is yellow");
  }

  @ParameterizedTest
  @CsvSource({
    "POWERED_ON, true, true, YELLOW, heartbeat is yellow",
    "POWERED_ON, true, true, RED, heartbeat is red",
    "POWERED_ON, true, true, GRAY, heartbeat is gray",
    "POWERED_ON, true, false, GREEN, VMware Tools do not run",
    "POWERED_ON, false, false, GRAY, VMware Tools are not installed",
    "SUSPENDED, true, true, GREEN, is suspended",
    "POWERED_OFF, true, true, GREEN, is powered off",
    "UNKNOWN, true, true, GREEN, its power state is not known"
  })
  void anythingElseFailsAndIsSaid(
      PowerState power, boolean installed, boolean running, Heartbeat heartbeat, String said) {
    ProbeResult result =
        PROBE.judge(List.of(guest("mysql-01", power, installed, running, heartbeat)));

    assertThat(result.passed()).isFalse();
    assertThat(result.message()).isEqualTo("mysql-01: " + said);
  }

  @Test
  void theFirstAreNamedAndTheOthersCounted() {
    List<GuestSource.Guest> five =
        List.of("a", "b", "c", "d\u001b", "e").stream()
            .map(name -> guest(name, Heartbeat.RED))
            .toList();

    assertThat(PROBE.judge(five).message())
        .isEqualTo("a: heartbeat is red; b: heartbeat is red; c: heartbeat is red; and 2 more");
    assertThat(PROBE.judge(five.subList(3, 4)).message()).startsWith("d\\u001b: ");
  }

  @Test
  void whatMatchesNothingFails() {
    assertThat(PROBE.judge(List.of()).passed()).isFalse();
    assertThat(PROBE.judge(List.of()).message())
        .isEqualTo("no VM of the plan matches mysql-*, docker-?");
    assertThat(PROBE.judge(List.of(new GuestSource.Guest("mysql-01", Optional.empty()))).message())
        .isEqualTo("mysql-01: cannot be told for certain");
  }

  @Test
  void theVmsOfThePlansOwnSiteAreAskedFor() throws Exception {
    GuestSource source =
        (plan, side, globs) -> {
          assertThat(plan).isEqualTo("prod/erp");
          assertThat(side).isEqualTo(Side.Primary);
          assertThat(globs).containsExactly("mysql-*", "docker-?");
          return List.of(guest("mysql-01", Heartbeat.GREEN));
        };

    assertThat(attempt(source, Duration.ofSeconds(5)).passed()).isTrue();
  }

  @Test
  void aVCenterThatCannotBeAskedTellsNothing() throws Exception {
    ProbeResult result =
        attempt(
            (plan, side, globs) -> {
              throw new GuestsUnavailableException("the vCenter of site rbx: refused");
            },
            Duration.ofSeconds(5));

    assertThat(result.passed()).isFalse();
    assertThat(result.conclusive()).isFalse();
    assertThat(result.message()).isEqualTo("the vCenter of site rbx: refused");
  }

  @Test
  void aVCenterThatIsSlowIsGivenUp() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    ProbeResult result =
        attempt(
            (plan, side, globs) -> {
              try {
                answer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return List.of();
            },
            Duration.ofMillis(200));
    answer.countDown();

    assertThat(result.conclusive()).isFalse();
    assertThat(result.message())
        .isEqualTo("no answer from the vCenter of the primary site within 200 ms");
  }
}
