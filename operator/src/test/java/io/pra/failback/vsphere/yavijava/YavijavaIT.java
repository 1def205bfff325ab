package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.VirtualMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The adapter on two simulated vCenters that speak the real API. */
@Timeout(60)
class YavijavaIT {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final InventoryScope PRODUCTION =
      new InventoryScope(
          Optional.of("/RBX/vm/production"), Set.of("pra.failback.site", "pra.failback.absent"));

  private static VCenters vcenters;
  private static LabInfo.Site rbx;
  private VCenter vcenter;

  @BeforeAll
  static void start() throws Exception {
    vcenters = VCenters.start("yavijava");
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
    vcenters.control("DELETE", rbx, "/faults", "");
    vcenters.control("DELETE", rbx, "/delays", "");
  }

  @Test
  void saysWhatTheVCenterIs() {
    assertThat(vcenter.about().name()).contains("vCenter");
    assertThat(vcenter.about().apiVersion()).isNotEmpty();
    assertThat(vcenter.about().instanceUuid()).isNotEmpty();
  }

  @Test
  void aWrongPasswordIsTriedOnceAndSaid() {
    int before = loginAttempts();

    VSphereException e =
        failure(
            () ->
                new YavijavaConnector()
                    .login(
                        VCenters.endpoint(rbx, VCenters.authority(rbx)),
                        new Credentials(rbx.operator(), "n0t-the-password")));

    assertThat(e.kind()).isEqualTo(Kind.INVALID_LOGIN);
    assertThat(e.toString()).doesNotContain("n0t-the-password");
    assertThat(loginAttempts()).isEqualTo(before + 1);
  }

  @Test
  void eachVCenterIsBelievedForItsOwnReason() throws Exception {
    LabInfo.Site sbg = vcenters.sbg();
    Credentials operator = new Credentials(sbg.operator(), sbg.password());
    YavijavaConnector connector = new YavijavaConnector();

    VCenters.login(sbg).close();
    ServerTrust pin = ServerTrust.PinnedLeaf.parse(sbg.thumbprint());
    connector.login(VCenters.endpoint(sbg, pin), operator).close();

    for (ServerTrust wrong :
        List.of(
            VCenters.authority(rbx),
            ServerTrust.PinnedLeaf.parse(rbx.thumbprint()),
            new ServerTrust.SystemStore())) {
      assertThat(failure(() -> connector.login(VCenters.endpoint(sbg, wrong), operator)).kind())
          .isEqualTo(Kind.UNTRUSTED);
    }
    assertThat(vcenter.read(PRODUCTION)).isNotEmpty();
  }

  @Test
  void theFirstUpdateHoldsEveryVmOfTheScope() throws Exception {
    try (InventoryWatch watch = vcenter.watchInventory(PRODUCTION)) {
      List<VirtualMachine> vms = watch.next(SHORT).changed();

      assertThat(vms.size()).isGreaterThanOrEqualTo(250);
      VirtualMachine mysql = named(vms, "mysql-01");
      assertThat(mysql.markers()).isEqualTo(Map.of("pra.failback.site", "rbx"));
      assertThat(mysql.reportedPowerState()).isNotEqualTo(PowerState.UNKNOWN);
      assertThat(mysql.instanceUuid()).isNotEmpty().isNotEqualTo(mysql.biosUuid());
      assertThat(mysql.biosUuid()).isNotEmpty();
      assertThat(watch.next(SHORT).changed()).isEmpty();
    }
  }

  @Test
  void aLiveReadAgreesWithTheWatch() throws Exception {
    assertThat(vcenter.read(PRODUCTION))
        .containsExactlyInAnyOrderElementsOf(
            vcenter.watchInventory(PRODUCTION).next(SHORT).changed());
    assertThat(vcenter.read(new InventoryScope(Optional.empty(), Set.of())))
        .hasSameSizeAs(vcenter.read(PRODUCTION));
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    VSphereException e =
        failure(
            () -> vcenter.watchInventory(new InventoryScope(Optional.of("/RBX/vm/no"), Set.of())));

    assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(e).hasMessageContaining("/RBX/vm/no");
  }

  @Test
  void bothWatchesSeeAVmStart() throws Exception {
    MoRef vm = vm("app-0001");
    InventoryWatch inventory = vcenter.watchInventory(PRODUCTION);
    inventory.next(SHORT);
    SiteWatch power = vcenter.watchSite(PRODUCTION);
    untilPower(power, vm, PowerState.POWERED_OFF);

    vcenters.power(rbx, "app-0001", "on");

    untilPower(power, vm, PowerState.POWERED_ON);
    VirtualMachine seen = untilVm(inventory, v -> v.ref().equals(vm));
    assertThat(seen.powerState()).isEqualTo(PowerState.POWERED_ON);
    assertThat(seen.markers()).containsEntry("pra.failback.site", "rbx");
  }

  @Test
  void aSuspendIsFollowedToItsEnd() throws Exception {
    MoRef vm = vm("app-0005");
    TaskWatch tasks = vcenter.watchTasks();

    MoRef on = vcenter.powerOn(vm);
    tasks.follow(List.of(on));
    assertThat(untilEnded(tasks, on).succeeded()).isTrue();
    vcenters.control(
        "POST", rbx, "/delays", "{\"method\":\"SuspendVM_Task\",\"at\":\"task\",\"millis\":700}");
    MoRef suspend = vcenter.suspend(vm);
    tasks.follow(List.of(suspend));
    assertThat(vcenter.readPower(Set.of(vm))).containsEntry(vm, PowerState.POWERED_ON);
    assertThat(untilEnded(tasks, suspend).succeeded()).isTrue();

    assertThat(vcenter.readPower(Set.of(vm))).isEqualTo(Map.of(vm, PowerState.SUSPENDED));
  }

  @Test
  void aTaskThatEndedLongAgoIsReported() throws Exception {
    MoRef task = vcenter.powerOn(vm("app-0006"));
    await()
        .until(
            () -> vcenter.readPower(Set.of(vm("app-0006"))).containsValue(PowerState.POWERED_ON));
    TaskWatch tasks = vcenter.watchTasks();
    tasks.next(SHORT);

    tasks.follow(List.of(task));

    assertThat(untilEnded(tasks, task).succeeded()).isTrue();
  }

  @Test
  void aTaskThatFailsSaysWhy() throws Exception {
    vcenters.control(
        "POST",
        rbx,
        "/faults",
        "{\"method\":\"SuspendVM_Task\",\"at\":\"task\",\"fault\":\"TaskInProgress\",\"count\":1}");
    vcenters.power(rbx, "app-0007", "on");
    TaskWatch tasks = vcenter.watchTasks();

    MoRef task = vcenter.suspend(vm("app-0007"));
    tasks.follow(List.of(task));

    assertThat(untilEnded(tasks, task).error().kind()).isEqualTo(Kind.TASK_IN_PROGRESS);
  }

  @Test
  void faultsOfACallAreTyped() {
    for (Map.Entry<String, Kind> fault :
        Map.of(
                "NoPermission", Kind.NO_PERMISSION,
                "TaskInProgress", Kind.TASK_IN_PROGRESS,
                "InvalidState", Kind.INVALID_STATE,
                "InvalidPowerState", Kind.INVALID_POWER_STATE,
                "NotAuthenticated", Kind.NOT_AUTHENTICATED)
            .entrySet()) {
      vcenters.control(
          "POST",
          rbx,
          "/faults",
          "{\"method\":\"SuspendVM_Task\",\"count\":1,\"fault\":\"" + fault.getKey() + "\"}");
      VSphereException e = failure(() -> vcenter.suspend(vm("app-0008")));
      assertThat(e.kind()).isEqualTo(fault.getValue());
    }
    assertThat(failure(() -> vcenter.suspend(new MoRef("VirtualMachine", "vm-no"))).kind())
        .isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void vmsThatComeAndGoAreSeen() throws Exception {
    InventoryWatch inventory = vcenter.watchInventory(PRODUCTION);
    inventory.next(SHORT);

    String created =
        vcenters.control("POST", rbx, "/vms", "{\"name\":\"guest-01\"}").get("moRef").asText();
    MoRef ref = new MoRef("VirtualMachine", created);
    VirtualMachine seen =
        untilVm(
            inventory,
            v -> v.ref().equals(ref) && v.name().equals("guest-01") && !v.markers().isEmpty());
    assertThat(seen.markers()).containsEntry("pra.failback.site", "rbx");

    SiteWatch power = vcenter.watchSite(PRODUCTION);
    untilPower(power, ref, PowerState.POWERED_OFF);
    vcenters.control("DELETE", rbx, "/vms/guest-01", "");
    untilPower(power, ref, PowerState.UNKNOWN);
    await().until(() -> inventory.next(SHORT).removed().contains(ref));
    assertThat(vcenter.readPower(Set.of(ref))).isEmpty();
  }

  @Test
  void whatADisconnectedHostSaysIsUnknown() throws Exception {
    MoRef vm = vm("app-0009");
    InventoryWatch inventory = vcenter.watchInventory(PRODUCTION);
    inventory.next(SHORT);

    vcenters.control("POST", rbx, "/vms/app-0009/state", "{\"connectionState\":\"disconnected\"}");

    assertThat(untilVm(inventory, v -> v.ref().equals(vm)).powerState())
        .isEqualTo(PowerState.UNKNOWN);
    assertThat(vcenter.readPower(Set.of(vm))).containsEntry(vm, PowerState.UNKNOWN);
    vcenters.control("POST", rbx, "/vms/app-0009/state", "{\"connectionState\":\"connected\"}");
    assertThat(untilVm(inventory, v -> v.ref().equals(vm)).powerState())
        .isEqualTo(PowerState.POWERED_OFF);
  }

  @Test
  void aSessionThatIsEndedIsSaidByEveryCall() throws Exception {
    InventoryWatch inventory = vcenter.watchInventory(PRODUCTION);
    inventory.next(SHORT);
    TaskWatch tasks = vcenter.watchTasks();

    vcenters.control("POST", rbx, "/sessions/terminate", "{\"user\":\"" + rbx.operator() + "\"}");

    assertThat(failure(() -> untilBroken(inventory)).kind()).isEqualTo(Kind.NOT_AUTHENTICATED);
    assertThat(failure(() -> tasks.next(SHORT)).kind()).isEqualTo(Kind.NOT_AUTHENTICATED);
    assertThat(failure(() -> vcenter.suspend(vm("app-0010"))).kind())
        .isEqualTo(Kind.NOT_AUTHENTICATED);
    try (VCenter again = VCenters.login(rbx)) {
      assertThat(again.read(PRODUCTION)).isNotEmpty();
    }
  }

  @Test
  void aVCenterThatStopsIsUnreachable() throws Exception {
    TaskWatch tasks = vcenter.watchTasks();
    tasks.next(SHORT);

    vcenters.control("POST", rbx, "/stop", "{}");
    try {
      assertThat(failure(() -> tasks.next(SHORT)).kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(failure(() -> VCenters.login(rbx)).kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(VCenters.login(vcenters.sbg()).about().name()).isNotEmpty();
    } finally {
      vcenters.control("POST", rbx, "/start", "{}");
    }
    VCenters.login(rbx).close();
  }

  @Test
  void aVCenterThatHangsIsLeftWithinTheBound() throws Exception {
    TaskWatch tasks = vcenter.watchTasks();
    tasks.next(SHORT);

    vcenters.control("POST", rbx, "/hang", "{}");
    long before = System.nanoTime();
    try {
      assertThat(failure(() -> tasks.next(SHORT)).kind()).isEqualTo(Kind.UNREACHABLE);
    } finally {
      vcenters.control("DELETE", rbx, "/hang", "");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  private static int loginAttempts() {
    for (JsonNode user : vcenters.control("GET", rbx, "/logins", "").get("logins")) {
      if (user.get("user").asText().equals(rbx.operator())) {
        return user.get("invalid").asInt();
      }
    }
    return 0;
  }

  private static MoRef vm(String name) {
    JsonNode vm = vcenters.control("GET", rbx, "/vms/" + name, "");
    return new MoRef("VirtualMachine", vm.get("moRef").asText());
  }

  private static VirtualMachine named(List<VirtualMachine> vms, String name) {
    return vms.stream().filter(vm -> vm.name().equals(name)).findAny().orElseThrow();
  }

  private static void untilPower(SiteWatch watch, MoRef vm, PowerState state) {
    await().pollInSameThread().until(() -> watch.next(SHORT).get(vm) == state);
  }

  private static TaskWatch.EndedTask untilEnded(TaskWatch watch, MoRef task) {
    return await()
        .pollInSameThread()
        .until(
            () -> watch.next(SHORT).stream().filter(ended -> ended.task().equals(task)).findAny(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static VirtualMachine untilVm(InventoryWatch watch, Predicate<VirtualMachine> wanted) {
    return await()
        .pollInSameThread()
        .until(
            () -> watch.next(SHORT).changed().stream().filter(wanted).findAny(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void untilBroken(InventoryWatch watch) throws VSphereException {
    for (int i = 0; i < 5; i++) {
      watch.next(SHORT);
    }
  }

  private static VSphereException failure(ThrowingCallable call) {
    return catchThrowableOfType(VSphereException.class, call);
  }
}
