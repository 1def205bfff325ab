package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Hold;
import io.pra.failback.api.VmSelector;
import io.pra.failback.guard.FakeVCenter.Reply;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VSphereException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SiteGuardTest {
  private static final VmSelector EVERY = new VmSelector(null, List.of("*"), null, null);

  private static final HoldStamp LED = new HoldStamp("uid", 1, 1);

  private final FakeVCenter vCenter = new FakeVCenter();
  private final Witness witness = new Witness();
  private SiteGuard guard;

  @BeforeEach
  void start() {
    guard =
        new SiteGuard(
            "rbx",
            vCenter,
            new LoginThrottle(System::nanoTime),
            Clock.systemUTC(),
            System::nanoTime,
            term -> term == LED.term(),
            witness);
  }

  @AfterEach
  void stop() {
    guard.close();
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(5)).pollInterval(Duration.ofMillis(5));
  }

  private static Connection as(String password) {
    return new Connection(
        Endpoint.of(URI.create("https://vcenter.example/sdk"), new ServerTrust.SystemStore()),
        new Credentials("operator", password),
        new InventoryScope(Optional.empty(), Set.of()),
        "");
  }

  private static GuardRules holdAll(Hold hold, boolean dryRun) {
    HoldRule all = new HoldRule("plan", hold, List.of(), Set.of(), EVERY, List.of("*"), 1000, LED);
    return new GuardRules(List.of(all), dryRun);
  }

  private void connected() {
    guard.connect(as("right"));
    soon().until(() -> guard.sight().contact().synced());
  }

  private void holding() {
    guard.enforce(holdAll(Hold.Suspend, false));
    connected();
  }

  private void isHeld(MoRef vm) {
    soon().until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED);
    soon().until(() -> !guard.isStopping(vm));
  }

  @Test
  void aHeldVmThatStartsIsSuspendedOnce() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    isHeld(vm);
    assertThat(vCenter.suspends()).isEqualTo(1);
    soon().until(() -> witness.count("accepted") == 1 && witness.count("confirmed") == 1);
    assertThat(witness.count("unconfirmed")).isZero();
  }

  @Test
  void whatRunsAlreadyWhenTheGuardArrivesIsSuspended() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_ON);

    holding();

    isHeld(vm);
  }

  @Test
  void whatIsNotHeldIsLeftAlone() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_ON);
    MoRef other = vCenter.create("docker-01", PowerState.POWERED_ON);
    HoldRule mysql =
        new HoldRule("plan", Hold.Suspend, List.of(), Set.of(), EVERY, List.of("mysql-*"), 10, LED);
    guard.enforce(new GuardRules(List.of(mysql), false));
    connected();

    isHeld(vm);

    assertThat(vCenter.powerOf(other)).isEqualTo(PowerState.POWERED_ON);
    assertThat(guard.sight().held()).containsExactly(vm);
  }

  @Test
  void aNewVmIsHeldFromTheMomentItAppears() {
    holding();

    isHeld(vCenter.create("mysql-01", PowerState.POWERED_ON));
  }

  @Test
  void aPersonWhoStartsItAgainAndAgainLosesEachTime() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    holding();

    for (int i = 1; i <= 5; i++) {
      vCenter.power(vm, PowerState.POWERED_ON);
      isHeld(vm);
    }

    assertThat(vCenter.suspends()).isEqualTo(5);
  }

  /** Its task is looked after at once then, and not when it is half a second old. */
  @Test
  void whatIsStartedAgainBeforeAnyWatchSawItDownIsFoundBySomebodysTask() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    holding();
    vCenter.replies(Reply.UNDONE_UNSEEN);
    long began = System.nanoTime();

    vCenter.power(vm, PowerState.POWERED_ON);

    isHeld(vm);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(450));
    assertThat(vCenter.suspends()).isEqualTo(2);
    soon().until(() -> witness.count("confirmed") == 1);
  }

  @Test
  void holdPowerOffCutsThePower() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_ON);
    guard.enforce(holdAll(Hold.PowerOff, false));
    connected();

    soon().until(() -> vCenter.powerOf(vm) == PowerState.POWERED_OFF);
    assertThat(vCenter.suspends()).isZero();
    assertThat(vCenter.powerOffs()).isEqualTo(1);
  }

  @Test
  void aBusyVmIsTriedAgainUntilItIsSuspended() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.replies(Reply.REFUSED_BUSY, Reply.REFUSED_BUSY, Reply.REFUSED_BUSY);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    isHeld(vm);
    assertThat(vCenter.suspends()).isEqualTo(4);
  }

  @Test
  void aTaskThatFailsIsTriedAgainAndTheFailureIsNotTakenForSuccess() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.replies(Reply.TASK_FAILS, Reply.TASK_FAILS);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    isHeld(vm);
    assertThat(vCenter.suspends()).isEqualTo(3);
    soon().until(() -> witness.count("confirmed") == 1);
  }

  @Test
  void aTaskThatAlwaysFailsIsSaidOnceAndTriedAtASteadyPace() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.repliesAlways(Reply.TASK_FAILS);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    // 50, 100, ... 1600 ms, then every 2 s: the ninth or tenth attempt is due after 11 s.
    await()
        .pollDelay(Duration.ofSeconds(11))
        .atMost(Duration.ofSeconds(14))
        .until(() -> vCenter.suspends() >= 8);
    assertThat(vCenter.suspends()).isLessThanOrEqualTo(11);
    assertThat(witness.count("unconfirmed")).isEqualTo(1);
    assertThat(witness.count("confirmed")).isZero();
    vCenter.repliesAlways(Reply.DONE);
    isHeld(vm);
  }

  @Test
  void aTaskThatNeverEndsIsUnconfirmedAndTriedAgain() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.replies(Reply.TASK_NEVER_ENDS);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    await().atMost(Duration.ofSeconds(10)).until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED);
    soon().until(() -> witness.count("confirmed") == 1);
    assertThat(witness.told).containsSubsequence("unconfirmed mysql-01", "confirmed mysql-01");
    assertThat(vCenter.suspends()).isEqualTo(2);
  }

  @Test
  void aPowerStateThatForbidsTheCallIsLookedAtAgain() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.replies(Reply.REFUSED_POWER_STATE);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    isHeld(vm);
    assertThat(vCenter.suspends()).isEqualTo(2);
  }

  @Test
  void withoutThePrivilegeItSaysSoOnceAndDoesNotHammer() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.repliesAlways(Reply.REFUSED_PRIVILEGE);
    holding();

    vCenter.power(vm, PowerState.POWERED_ON);

    soon().until(() -> witness.count("refused") == 1);
    assertThat(vCenter.suspends()).isEqualTo(1);
    assertThat(guard.isStopping(vm)).isTrue();
  }

  @Test
  void dryRunSaysWhatItWouldDoAndDoesIt() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_ON);
    guard.enforce(holdAll(Hold.Suspend, true));
    connected();
    soon().until(() -> witness.count("would hold") == 1);
    assertThat(vCenter.suspends()).isZero();

    guard.enforce(holdAll(Hold.Suspend, false));

    isHeld(vm);
  }

  @Test
  void whatIsReleasedBetweenTwoAttemptsIsNotTriedAgain() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.repliesAlways(Reply.REFUSED_BUSY);
    holding();
    vCenter.power(vm, PowerState.POWERED_ON);
    soon().until(() -> vCenter.suspends() >= 2);

    guard.enforce(GuardRules.NONE);
    soon().until(() -> !guard.isStopping(vm));
    int calls = vCenter.suspends();
    vCenter.repliesAlways(Reply.DONE);

    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(2))
        .until(() -> vCenter.powerOf(vm) == PowerState.POWERED_ON);
    assertThat(vCenter.suspends()).isEqualTo(calls);
    assertThat(guard.sight().held()).isEmpty();
  }

  @Test
  void afterTheSessionEndsItLogsInAgainAndSuspendsWhatStartedMeanwhile() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    holding();

    vCenter.endSessions();
    vCenter.power(vm, PowerState.POWERED_ON);

    await().atMost(Duration.ofSeconds(2)).until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED);
    assertThat(vCenter.logins()).hasSize(2);
    soon().until(() -> vCenter.openSessions() == 1);
  }

  @Test
  void anIncidentThatIsOpenWhenTheSessionEndsIsTriedAtOnceOnTheNext() {
    MoRef vm = vCenter.create("mysql-01", PowerState.POWERED_OFF);
    vCenter.replies(Reply.TASK_NEVER_ENDS);
    holding();
    vCenter.power(vm, PowerState.POWERED_ON);
    soon().until(() -> vCenter.suspends() == 1);

    vCenter.endSessions();

    await().atMost(Duration.ofSeconds(2)).until(() -> vCenter.powerOf(vm) == PowerState.SUSPENDED);
  }

  @Test
  void aHotWatchThatBreaksTakesTheSessionWithItAndTheNextGuards() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    holding();

    vCenter.breakSiteWatches();
    soon().until(() -> vCenter.logins().size() == 2);
    vCenter.power(vm, PowerState.POWERED_ON);

    isHeld(vm);
    assertThat(witness.count("sees")).isEqualTo(2);
  }

  @Test
  void aWrongPasswordIsTriedOnce() {
    vCenter.create("mysql-01", PowerState.POWERED_ON);

    guard.connect(as("wrong"));

    soon().until(() -> guard.sight().contact().problem() == VSphereException.Kind.INVALID_LOGIN);
    await()
        .during(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(3))
        .until(() -> vCenter.logins().size() == 1);
    guard.connect(as("right"));
    soon().until(() -> guard.sight().contact().synced());
  }

  @Test
  void newCredentialsAreTriedBesideASessionThatWorks() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    holding();

    guard.connect(as("mistyped"));
    soon().until(() -> guard.sight().contact().problem() == VSphereException.Kind.INVALID_LOGIN);

    assertThat(guard.sight().contact().synced()).isTrue();
    vCenter.power(vm, PowerState.POWERED_ON);
    isHeld(vm);
    vCenter.password("new");
    guard.connect(as("new"));
    soon().until(() -> guard.sight().contact().problem() == null);
    soon().until(() -> vCenter.openSessions() == 1);
    vCenter.power(vm, PowerState.POWERED_ON);
    isHeld(vm);
    assertThat(vCenter.logins()).extracting(Credentials::password).containsOnlyOnce("mistyped");
  }

  @Test
  void aBurstOfTwoHundredIsSuspendedEachOnce() {
    List<MoRef> vms = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      vms.add(vCenter.create("vm-" + i, PowerState.SUSPENDED));
    }
    holding();

    vms.forEach(vm -> vCenter.power(vm, PowerState.POWERED_ON));

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> vms.stream().allMatch(vm -> vCenter.powerOf(vm) == PowerState.SUSPENDED));
    soon().until(() -> witness.count("confirmed") == 200);
    assertThat(vCenter.suspends()).isEqualTo(200);
  }

  @Test
  void afterItIsClosedItHoldsNothing() {
    MoRef vm = vCenter.create("mysql-01", PowerState.SUSPENDED);
    holding();

    guard.close();
    soon().until(() -> vCenter.openSessions() == 0);
    vCenter.power(vm, PowerState.POWERED_ON);

    assertThat(vCenter.suspends()).isZero();
  }
}
