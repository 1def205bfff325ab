package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.OPERATOR_STARTS_PRIMARY;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_RECOVERY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Phase;
import io.pra.failback.api.TimelineEntry;
import io.pra.failback.harness.Control;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorInJvm;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Twenty plans on two vCenters, five of them broken: the other fifteen fail back as fast as they do
 * alone. Broken is at first what is written wrongly, and then, which is worse for whoever shares
 * threads with it, a vCenter that answers every question ten seconds late.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TwentyPlansIT {
  private static final int GOOD = 15;
  private static final Duration SLOW = Duration.ofSeconds(10);

  /**
   * What a plan may take beside broken ones: twice what it takes alone, and the jitter of a busy
   * machine. A plan that waits once for a slow vCenter takes ten seconds more.
   */
  private static final Duration JITTER = Duration.ofSeconds(4);

  private final OwnVCenters own = OwnVCenters.start("twenty", "--vms=75");
  private final Control control = new Control(own.info().control());
  private ServerSocket silent;

  @RegisterExtension final Story story = new Story(new OperatorInJvm(), own.info());

  @BeforeAll
  void openTheSilentPort() throws IOException {
    // The kernel takes connections and nobody ever answers.
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterAll
  void stop() throws IOException {
    silent.close();
    own.close();
  }

  @Test
  void fiveBrokenOnesSlowNoneOfTheOthers() {
    story.referee.exposuresUpTo(Duration.ofSeconds(3));
    List<LivePlan> good =
        IntStream.rangeClosed(1, GOOD)
            .mapToObj(i -> story.applies(plan("rbx", "sbg", i), "good-" + i))
            .toList();

    List<Duration> alone = failback(good);
    failover();
    List<LivePlan> mistaken = fiveMistaken();
    List<Duration> besideMistakes = failback(good);
    assertTheySayWhatIsWrong(mistaken);
    mistaken.forEach(LivePlan::delete);
    failover();
    List<LivePlan> slow = fiveAtSlowVCenters();
    List<Duration> besideSlowness = failback(good);
    story.rbx.works();
    story.sbg.works();

    assertThat(slow).noneMatch(plan -> plan.phase() == Phase.Completed);
    System.out.printf(
        "20 plans, approval to completion: alone %s, beside 5 mistaken %s, beside 5 slow %s;"
            + " longest exposure %s%n",
        figures(alone),
        figures(besideMistakes),
        figures(besideSlowness),
        Collections.max(story.referee.exposures()));
    Duration bound = Collections.max(alone).multipliedBy(2).plus(JITTER);
    assertThat(Collections.max(besideMistakes)).isLessThan(bound);
    assertThat(Collections.max(besideSlowness)).isLessThan(bound);
  }

  /** Restores, holds, approves and completes; how long each took from approval to completion. */
  private List<Duration> failback(List<LivePlan> plans) {
    plans.forEach(plan -> plan.awaitStatus("an episode", now -> now.phase().inEpisode()));
    story.referee.permitOnly();
    String[] vms =
        IntStream.rangeClosed(1, GOOD * 3).mapToObj(TwentyPlansIT::vm).toArray(String[]::new);
    story.zerto.powersOn(vms);
    await("every VM of a good plan is suspended")
        .until(() -> Collections.disjoint(story.rbx.running(), List.of(vms)));
    plans.forEach(LivePlan::openRequest);
    story.referee.permit(OPERATOR_STARTS_PRIMARY, OPERATOR_STOPS_RECOVERY);
    plans.forEach(story.alice::approves);
    List<Duration> times = new ArrayList<>();
    for (LivePlan plan : plans) {
      await(plan.name() + " completes")
          .atMost(Duration.ofMinutes(2))
          .until(() -> plan.phase() == Phase.Completed);
      times.add(Duration.between(lastly(plan, "Approved:"), lastly(plan, "Completed:")));
    }
    story.referee.permitOnly(PRIMARY_RUNS);
    return times;
  }

  private static Instant lastly(LivePlan plan, String event) {
    return plan.status().timeline().stream()
        .filter(entry -> entry.event().startsWith(event))
        .map(TimelineEntry::at)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** A disaster at the primary: production starts again at the recovery site. */
  private void failover() {
    story.zerto.powersOff("app-*");
    story.sbg.as("zerto").powersOn("app-*");
  }

  private List<LivePlan> fiveMistaken() {
    site("rbx-nosecret", "rbx", site("rbx").url().toString(), "no-such-secret");
    secret("wrong-password", site("rbx").operator(), "wrong");
    site("rbx-refused", "rbx", site("rbx").url().toString(), "wrong-password");
    site("rbx-silent", "rbx", "https://127.0.0.1:" + silent.getLocalPort() + "/sdk", "vcenter-rbx");
    return List.of(
        story.applies(plan("rbx", "nowhere", 16), "unknown-site"),
        story.applies(plan("rbx-nosecret", "sbg", 17), "missing-secret"),
        story.applies(plan("rbx-refused", "sbg", 18), "wrong-password"),
        story.applies(plan("rbx-silent", "sbg", 19), "silent-vcenter"),
        story.applies(
            PlanFixture.erp()
                .with(
                    """
                    waves:
                      - {name: databases, virtualMachines: ["%s"]}
                      - {name: nothing, virtualMachines: ["no-such-*"]}
                    """
                        .formatted(vm(60))),
            "empty-wave"));
  }

  private void assertTheySayWhatIsWrong(List<LivePlan> mistaken) {
    List<String> reasons =
        List.of("SiteMissing", "SiteUnreadable", "SiteUnreadable", "SiteUnreadable");
    for (int i = 0; i < reasons.size(); i++) {
      mistaken.get(i).awaitStalled(reasons.get(i));
    }
    mistaken.get(4).awaitStalled("WaveMatchesNothing");
    story.site("rbx-nosecret").awaitCondition("Ready", "False");
    assertThat(story.site("rbx-nosecret").condition("Ready").orElseThrow().getReason())
        .isEqualTo("SecretMissing");
    assertThat(story.site("rbx-refused").condition("Ready").orElseThrow().getReason())
        .isEqualTo("InvalidLogin");
    assertThat(story.site("rbx-silent").condition("Ready").orElseThrow().getReason())
        .isEqualTo("Unreachable");
  }

  /** Approved, so that each has steps to take, for each of which its vCenters are asked live. */
  private List<LivePlan> fiveAtSlowVCenters() {
    for (String site : List.of("rbx", "sbg")) {
      control.post("/sites/" + site + "/accounts/slow@vsphere.local", Map.of("password", "slow"));
    }
    secret("slow", "slow@vsphere.local", "slow");
    List<LivePlan> slow = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      site("rbx-slow-" + i, "rbx", site("rbx").url().toString(), "slow");
      site("sbg-slow-" + i, "sbg", site("sbg").url().toString(), "slow");
      slow.add(story.applies(plan("rbx-slow-" + i, "sbg-slow-" + i, 20 + i), "slow-" + i));
      IntStream.rangeClosed(1, 3)
          .map(vm -> (19 + slow.size()) * 3 + vm)
          .mapToObj(TwentyPlansIT::vm)
          .forEach(story.referee::ignores);
    }
    slow.forEach(LivePlan::openRequest);
    Map<String, Object> rule =
        Map.of(
            "method", "CreateContainerView",
            "user", "slow@vsphere.local",
            "millis", SLOW.toMillis());
    story.rbx.delays(rule);
    story.sbg.delays(rule);
    slow.forEach(story.alice::approves);
    await("each of them waits for its vCenter")
        .until(() -> control.get("/sites/rbx/delays").findValues("hits").get(0).asInt() >= 4);
    return slow;
  }

  private LabInfo.Site site(String name) {
    return name.equals("rbx") ? own.info().vcenters().rbx() : own.info().vcenters().sbg();
  }

  /** The i-th plan is about three VMs of its own, in two waves. */
  private static PlanFixture plan(String primary, String recovery, int i) {
    return PlanFixture.erp()
        .with(
            """
            primary: {siteRef: {name: %s}}
            recovery: {siteRef: {name: %s}}
            waves:
              - {name: databases, virtualMachines: ["%s"]}
              - {name: applications, virtualMachines: ["%s", "%s"]}
            """
                .formatted(primary, recovery, vm(3 * i - 2), vm(3 * i - 1), vm(3 * i)));
  }

  private static String vm(int number) {
    return "app-%04d".formatted(number);
  }

  private void site(String name, String at, String url, String secret) {
    apply(
        """
        apiVersion: failback.pra.io/v1alpha1
        kind: SiteState
        metadata: {name: %s}
        spec:
          vcenter:
            url: %s
            credentialsSecretRef: {name: %s}
            tls: {caSecretRef: {name: vcenter-%s-ca}}
          virtualMachines: {extraConfig: {pra.failback.site: %s}}
        """
            .formatted(name, url, secret, at, at));
  }

  private void secret(String name, String user, String password) {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s}
        stringData: {username: %s, password: %s}
        """
            .formatted(name, user, password));
  }

  private void apply(String yaml) {
    Lab.Kubectl applied = Lab.shared().kubectl(yaml, story.namespace, "apply", "-f", "-");
    assertThat(applied.exitCode()).as(applied.output()).isZero();
  }

  private static String figures(List<Duration> times) {
    List<Duration> sorted = times.stream().sorted().toList();
    return "median %d ms, longest %d ms"
        .formatted(
            sorted.get(sorted.size() / 2).toMillis(), sorted.get(sorted.size() - 1).toMillis());
  }
}
