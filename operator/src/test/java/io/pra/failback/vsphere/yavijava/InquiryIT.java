package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.GuestTools.Heartbeat;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerEvent;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.VirtualMachine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the adapter learns of its own rights, the vCenter's clock, and what has happened. */
@Timeout(60)
class InquiryIT {
  private static final String SUSPEND = "VirtualMachine.Interact.Suspend";
  private static final String POWER_ON = "VirtualMachine.Interact.PowerOn";

  private static VCenters vcenters;
  private static LabInfo.Site rbx;
  private VCenter vcenter;

  @BeforeAll
  static void start() throws Exception {
    vcenters = VCenters.start("inquiry");
    rbx = vcenters.rbx();
  }

  @AfterAll
  static void stop() throws IOException {
    vcenters.close();
  }

  @BeforeEach
  void login() throws Exception {
    vcenter = VCenters.login(rbx);
  }

  @AfterEach
  void logout() {
    vcenter.close();
    denies("");
  }

  private static void denies(String privilege) {
    vcenters.control(
        "POST",
        rbx,
        "/privileges",
        "{\"user\": \"failback\", \"missing\": [%s]}"
            .formatted(privilege.isEmpty() ? "" : "\"" + privilege + "\""));
  }

  private MoRef vm(String name) throws VSphereException {
    return vcenter.read(new InventoryScope(Optional.empty(), Set.of())).stream()
        .filter(vm -> vm.name().equals(name))
        .map(VirtualMachine::ref)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatTheAccountLacksIsNamedForEachVm() throws Exception {
    MoRef mysql = vm("mysql-01");
    MoRef docker = vm("docker-01");

    assertThat(
            vcenter.inquiry().missingPrivileges(List.of(mysql, docker), Set.of(SUSPEND, POWER_ON)))
        .isEqualTo(Map.of(mysql, Set.of(), docker, Set.of()));

    denies(SUSPEND);
    assertThat(
            vcenter.inquiry().missingPrivileges(List.of(mysql, docker), Set.of(SUSPEND, POWER_ON)))
        .isEqualTo(Map.of(mysql, Set.of(SUSPEND), docker, Set.of(SUSPEND)));
  }

  @Test
  void manyVmsAreAskedAboutInAFewCalls() throws Exception {
    MoRef mysql = vm("mysql-01");
    vcenters.control("DELETE", rbx, "/calls", "");

    // The simulator answers for references that do not exist, too.
    List<MoRef> many =
        IntStream.range(0, 450)
            .mapToObj(i -> new MoRef("VirtualMachine", mysql.value() + i))
            .toList();
    assertThat(vcenter.inquiry().missingPrivileges(many, Set.of(SUSPEND))).hasSize(450);

    assertThat(
            vcenters
                .control("GET", rbx, "/calls", "")
                .get("calls")
                .get("HasPrivilegeOnEntities")
                .asInt())
        .isEqualTo(3);
  }

  @Test
  void aVCenterThatDoesNotAnswerForPrivilegesIsAFault() throws Exception {
    MoRef mysql = vm("mysql-01");
    vcenters.control(
        "POST",
        rbx,
        "/faults",
        "{\"method\": \"HasPrivilegeOnEntities\", \"fault\": \"NotSupported\", \"count\": 1}");

    VSphereException e =
        catchThrowableOfType(
            VSphereException.class,
            () -> vcenter.inquiry().missingPrivileges(List.of(mysql), Set.of(SUSPEND)));

    assertThat(e.kind()).isEqualTo(Kind.OTHER_FAULT);
  }

  @Test
  void theClockOfTheVCenterIsRead() throws Exception {
    Instant now = Clock.systemUTC().instant();

    assertThat(Duration.between(now, vcenter.inquiry().currentTime()).abs())
        .isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void whoStartedAndStoppedAVmIsRead() throws Exception {
    Instant before = vcenter.inquiry().currentTime();
    MoRef mysql = vm("mysql-01");
    MoRef docker = vm("docker-01");
    power("mysql-01", "on", "alice");
    power("docker-01", "on", "zerto");
    vcenter.suspend(mysql);
    org.awaitility.Awaitility.await()
        .until(() -> vcenter.readPower(List.of(mysql)).get(mysql) == PowerState.SUSPENDED);

    List<PowerEvent> events = vcenter.inquiry().powerEvents(before, Optional.of(mysql));

    assertThat(events).extracting(PowerEvent::vm).containsOnly(mysql);
    assertThat(events).extracting(PowerEvent::key).isSorted();
    assertThat(events)
        .extracting(event -> event.kind() + " " + event.user())
        .containsSubsequence(
            "STARTED alice@vsphere.local", "SUSPENDED " + vcenter.inquiry().user());
    assertThat(vcenter.inquiry().powerEvents(before, Optional.empty()))
        .extracting(PowerEvent::vm)
        .contains(mysql, docker);
    assertThat(vcenter.inquiry().powerEvents(before.plus(Duration.ofHours(1)), Optional.of(mysql)))
        .isEmpty();
    power("docker-01", "off", "zerto");
  }

  private static void tools(String vm, String heartbeat, boolean running, boolean installed) {
    vcenters.control(
        "POST",
        rbx,
        "/vms/" + vm + "/tools",
        "{\"heartbeat\": \"%s\", \"running\": %s, \"installed\": %s}"
            .formatted(heartbeat, running, installed));
  }

  @Test
  void whatToolsTellOfGuestsIsRead() throws Exception {
    MoRef mysql = vm("mysql-02");
    MoRef docker = vm("docker-02");
    power("mysql-02", "on", "alice");
    for (Heartbeat heartbeat : Heartbeat.values()) {
      tools("mysql-02", heartbeat.name().toLowerCase(Locale.ROOT), true, true);
      assertThat(vcenter.inquiry().guestTools(List.of(mysql)))
          .containsExactly(
              Map.entry(mysql, new GuestTools(PowerState.POWERED_ON, true, true, heartbeat)));
    }

    tools("docker-02", "gray", false, false);
    assertThat(vcenter.inquiry().guestTools(List.of(mysql, docker)).get(docker))
        .isEqualTo(new GuestTools(PowerState.POWERED_OFF, false, false, Heartbeat.GRAY));
    assertThat(vcenter.inquiry().guestTools(List.of())).isEmpty();
    power("mysql-02", "off", "alice");
  }

  @Test
  void aHeartbeatThatIsNotToldIsGray() throws Exception {
    MoRef docker = vm("docker-03");

    assertThat(vcenter.inquiry().guestTools(List.of(docker)).get(docker).heartbeat())
        .isEqualTo(Heartbeat.GRAY);
  }

  @Test
  void theStateOfAGuestOnALostHostIsNotBelieved() throws Exception {
    MoRef docker = vm("docker-04");
    tools("docker-04", "green", true, true);
    vcenters.control(
        "POST", rbx, "/vms/docker-04/state", "{\"connectionState\": \"disconnected\"}");

    assertThat(vcenter.inquiry().guestTools(List.of(docker)).get(docker).powerState())
        .isEqualTo(PowerState.UNKNOWN);
    vcenters.control("POST", rbx, "/vms/docker-04/state", "{\"connectionState\": \"connected\"}");
  }

  private static void power(String vm, String operation, String user) {
    vcenters.control(
        "POST",
        rbx,
        "/vms/" + vm + "/power",
        "{\"op\": \"%s\", \"user\": \"%s\"}".formatted(operation, user));
  }

  @Test
  void moreEventsThanAPageAreRead() throws Exception {
    Instant before = vcenter.inquiry().currentTime();
    for (int i = 0; i < 20; i++) {
      power("mysql-02", i % 2 == 0 ? "on" : "suspend", "alice");
    }

    assertThat(
            vcenter.inquiry().powerEvents(before, Optional.of(vm("mysql-02"))).stream()
                .filter(event -> event.kind() == PowerEvent.Kind.SUSPENDED))
        .hasSize(10);
  }
}
