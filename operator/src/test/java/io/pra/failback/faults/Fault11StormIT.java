package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.ApiProxy.Call;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Row 11: the API server answers 409, 429 and 500. */
class Fault11StormIT {
  private static final List<String> VMS =
      List.of("mysql-01", "docker-01", "mysql-02", "docker-02", "docker-03", "docker-04");
  private static final Duration STORM = Duration.ofSeconds(20);
  private static final int REQUESTS_PER_SECOND = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  @Order(1)
  final ApiProxy proxy = new ApiProxy();

  @RegisterExtension
  @Order(2)
  final Story story = new Story(new OperatorInJvm(proxy.kubeconfig()));

  @Test
  void theOperatorBacksOffTheGuardIsAsQuickAsEverAndThePlanCompletes() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();
    List<Duration> calm = exposures();

    AtomicInteger count = new AtomicInteger();
    proxy.answersInstead(call -> gust(call, count.incrementAndGet()));
    long began = System.nanoTime();
    int before = proxy.calls().size();
    List<Duration> stormy = exposures();
    stormy.addAll(exposures());
    await("the storm has lasted")
        .atMost(STORM.plusSeconds(5))
        .until(() -> System.nanoTime() - began > STORM.toNanos());
    double perSecond = (proxy.calls().size() - before) / ((System.nanoTime() - began) / 1e9);
    story.permitFailback();
    story.alice.approves(plan, request);
    System.out.printf("row 11: calm %s, stormy %s, %.1f requests/s%n", calm, stormy, perSecond);
    assertThat(perSecond).isLessThan(REQUESTS_PER_SECOND);
    assertThat(stormy).allMatch(exposure -> exposure.compareTo(Exposure.BOUND) < 0);
    assertThat(median(stormy)).isLessThan(median(calm).multipliedBy(3).plusMillis(100));

    proxy.behaves();
    await("completed").atMost(PATIENCE).until(() -> plan.phase() == Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6).doesNotHaveDuplicates();
    assertThat(story.sbg.running()).isEmpty();
  }

  /** Two of three calls fail. */
  private static OptionalInt gust(Call call, int number) {
    if (number % 3 == 0) {
      return OptionalInt.empty();
    }
    if (call.isWrite() && number % 2 == 0) {
      return OptionalInt.of(409);
    }
    return OptionalInt.of(number % 3 == 1 ? 429 : 500);
  }

  @Test
  void conflictsWithoutEndAreNotAnsweredWithWritesWithoutEnd() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();
    proxy.answersInstead(Fault11StormIT::conflict);
    story.permitFailback();
    story.alice.approves(plan, request);
    await("conflicts are met").until(() -> conflicts() > 3);
    long began = System.nanoTime();
    long before = conflicts();
    // Something happens at the sites all the time: that wakes the plan, and is no reason to hurry.
    List<Duration> exposures = exposures();
    exposures.addAll(exposures());
    await("a while").until(() -> System.nanoTime() - began > Duration.ofSeconds(10).toNanos());

    double perSecond = (conflicts() - before) / ((System.nanoTime() - began) / 1e9);
    System.out.printf("row 11: %.1f conflicts/s, exposures %s%n", perSecond, exposures);
    assertThat(perSecond).isLessThan(5);
    await("it says so")
        .until(() -> story.operator.get("/readyz").contains("FailbackPlan " + story.namespace));
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);

    proxy.behaves();
    await("completed").atMost(PATIENCE).until(() -> plan.phase() == Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    assertThat(story.referee.startedByOperator(story.rbx)).hasSize(6).doesNotHaveDuplicates();
  }

  /** Not of the Lease: who cannot renew it leads no more, and has no plan to write. */
  private static OptionalInt conflict(Call call) {
    return call.isWrite() && !call.path().contains("/leases/")
        ? OptionalInt.of(409)
        : OptionalInt.empty();
  }

  private long conflicts() {
    return proxy.calls().stream().filter(call -> call.status() == 409).count();
  }

  @Test
  void aDecisionIsNotWrittenOverAnEditThatCameAfterItsLiveRead() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    AtomicBoolean withdrawn = new AtomicBoolean();
    proxy.onAnswered(
        call -> {
          if (call.method().equals("GET")
              && call.path().endsWith("/failbackplans/erp")
              && call.reply().contains("alice")
              && withdrawn.compareAndSet(false, true)) {
            story.alice.withdraws(plan);
          }
        });

    story.alice.approves(plan);

    await("the approval was withdrawn").untilTrue(withdrawn);
    await("the step was refused")
        .until(() -> proxy.calls().stream().anyMatch(call -> call.status() == 409));
    plan.awaitAnswered(Phase.AwaitingApproval);
    assertThat(plan.status().authority()).isEqualTo(Authority.Recovery);
    assertThat(plan.phases()).doesNotContain(Phase.Quiescing);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();
  }

  private List<Duration> exposures() {
    List<Duration> exposures = new ArrayList<>();
    VMS.forEach(vm -> exposures.add(Exposure.of(story, story.zerto, vm)));
    return exposures;
  }

  private static Duration median(List<Duration> all) {
    return all.stream().sorted(Comparator.naturalOrder()).toList().get(all.size() / 2);
  }
}
