package io.pra.failback.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Hold;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerEvent;
import io.pra.failback.vsphere.PowerEvent.Kind;
import io.pra.failback.vsphere.VCenter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventTrailTest {
  private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
  private static final MoRef VM = new MoRef("VirtualMachine", "vm-1");
  private static final MoRef OTHER = new MoRef("VirtualMachine", "vm-2");
  private static final Duration EXPOSURE = Duration.ofMillis(40);

  private final FakeVCenter fake = new FakeVCenter();
  private final FakeRecords records = fake.records;
  private final Witness witness = new Witness();
  private final ScheduledExecutorService inquiries = Executors.newSingleThreadScheduledExecutor();
  private final EventTrail trail = trail();
  private VCenter session;

  @BeforeEach
  void login() throws Exception {
    session = fake.login(null, new io.pra.failback.vsphere.Credentials("operator", "right"));
  }

  @AfterEach
  void stop() {
    inquiries.shutdownNow();
  }

  private EventTrail trail() {
    return new EventTrail(inquiries, System::nanoTime, witness, () -> Duration.ZERO);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(5));
  }

  private static GuardListener.Incident incident(MoRef vm, Instant seenAt) {
    return new GuardListener.Incident(vm, vm.value(), "plan", Hold.Suspend, seenAt);
  }

  private void cycle(MoRef vm, String user, Instant at) {
    records.records(vm, Kind.STARTED, user, at);
    records.records(vm, Kind.SUSPENDED, FakeRecords.OPERATOR, at.plusMillis(40));
    trail.stopped(incident(vm, at.plusMillis(5)), EXPOSURE, true);
  }

  @Test
  void whoStartedItIsTold() {
    trail.connected(session);

    cycle(VM, "alice", NOW);

    soon().until(() -> witness.count("explained alice") == 1);
    assertThat(records.queries()).isEqualTo(1);
  }

  @Test
  void startsAgainAndAgainAreOneQuestionInAFewSecondsAndEachIsToldOnce() {
    trail.connected(session);
    for (int i = 0; i < 50; i++) {
      cycle(VM, i % 2 == 0 ? "alice" : "zerto", NOW.plusSeconds(i));
    }

    soon().until(() -> witness.count("explained") == 50);
    assertThat(records.queries()).isLessThan(4);
    assertThat(witness.count("explained alice")).isEqualTo(25);
    assertThat(witness.count("explained zerto")).isEqualTo(25);
    assertThat(witness.told).as("each stop is another").doesNotHaveDuplicates();

    cycle(VM, "bob", NOW.plusSeconds(60));
    soon().until(() -> witness.count("explained bob") == 1);
  }

  @Test
  void manyVmsAreOneQuestion() {
    trail.connected(session);
    for (int i = 0; i < 100; i++) {
      cycle(new MoRef("VirtualMachine", "many-" + i), "zerto", NOW);
    }

    soon().until(() -> witness.count("explained zerto") == 100);
    assertThat(records.queries()).isLessThan(4);
  }

  @Test
  void aRecordThatComesLateIsAskedForAgain() {
    trail.connected(session);
    records.records(VM, Kind.STARTED, "alice", NOW);
    trail.stopped(incident(VM, NOW), EXPOSURE, true);
    soon().until(() -> records.queries() == 1);

    records.records(VM, Kind.SUSPENDED, FakeRecords.OPERATOR, NOW.plusSeconds(2));

    soon().until(() -> witness.count("explained alice") == 1);
    assertThat(witness.told.get(0)).doesNotContain(" - ");
  }

  @Test
  void whatIsNotRecordedIsToldAllTheSame() {
    trail.connected(session);
    records.silent(true);
    trail.stopped(incident(VM, NOW), EXPOSURE, true);

    soon().until(() -> witness.count("explained nobody -") == 1);
    assertThat(records.queries()).isEqualTo(3);
  }

  @Test
  void aStopThatWasSeenWhileTheSessionEndsIsToldAfterTheNextLogin() {
    cycle(VM, "alice", NOW);

    trail.connected(session);

    soon().until(() -> witness.count("explained alice") == 1);
  }

  @Test
  void anotherProcessGivesTheSameStopTheSameName() {
    trail.connected(session);
    cycle(VM, "alice", NOW);
    soon().until(() -> witness.count("explained alice") == 1);
    String told = witness.told.get(0).replaceFirst("explained alice (\\S+) .*", "$1");

    EventTrail next = trail();
    next.lookBackTo(NOW);
    next.connected(session);

    soon().until(() -> witness.count("recorded") == 1);
    assertThat(witness.told).contains("recorded Suspend alice " + told);
  }

  @Test
  void whatAnEarlierProcessStoppedIsLookedUpOnceAndNothingElse() {
    records.records(VM, Kind.STARTED, "alice", NOW.minus(Duration.ofHours(1)));
    records.records(VM, Kind.SUSPENDED, FakeRecords.OPERATOR, NOW.minus(Duration.ofHours(1)));
    records.records(VM, Kind.STARTED, "alice", NOW.plusSeconds(1));
    records.records(VM, Kind.SUSPENDED, FakeRecords.OPERATOR, NOW.plusSeconds(2));
    records.records(OTHER, Kind.SUSPENDED, "bob", NOW.plusSeconds(3));
    records.silent(true);
    trail.lookBackTo(NOW);
    trail.connected(session);
    soon().until(() -> records.queries() == 1);
    assertThat(witness.told).isEmpty();

    records.silent(false);

    soon().until(() -> witness.count("recorded Suspend alice") == 1);
    trail.disconnected();
    trail.connected(session);
    cycle(OTHER, "zerto", NOW.plusSeconds(10));
    soon().until(() -> witness.count("explained zerto") == 1);
    assertThat(witness.count("recorded")).isEqualTo(1);
  }

  @Test
  void theOrderlyStopOfASiteIsNoHold() {
    List<PowerEvent> events = new ArrayList<>();
    add(events, Kind.POWERED_OFF, FakeRecords.OPERATOR);
    add(events, Kind.STARTED, FakeRecords.OPERATOR);
    add(events, Kind.POWERED_OFF, FakeRecords.OPERATOR);
    add(events, Kind.STARTED, "alice");
    add(events, Kind.POWERED_OFF, FakeRecords.OPERATOR);

    assertThat(PowerHistory.of(VM, events, FakeRecords.OPERATOR).ourHolds())
        .containsExactly(events.get(4));
  }

  @Test
  void whoStartedItBeforeAnotherStopDidNotStartItNow() {
    List<PowerEvent> events = new ArrayList<>();
    add(events, Kind.STARTED, "alice");
    add(events, Kind.POWERED_OFF, "bob");
    add(events, Kind.STARTED, "");
    add(events, Kind.SUSPENDED, FakeRecords.OPERATOR);
    PowerHistory history = PowerHistory.of(VM, events, FakeRecords.OPERATOR);

    assertThat(history.startedBefore(events.get(3))).isEmpty();
    assertThat(history.startedBefore(events.get(1))).isEqualTo(Optional.of("alice"));
    assertThat(PowerHistory.of(VM, events, "").ourHolds()).isEmpty();
  }

  private static void add(List<PowerEvent> events, Kind kind, String user) {
    events.add(new PowerEvent(events.size() + 1, NOW, VM, "vm", kind, user));
  }
}
