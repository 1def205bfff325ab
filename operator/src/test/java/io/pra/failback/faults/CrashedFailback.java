package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One failback of two VMs, in which the operator is killed again and again.
 *
 * <p>Its external writes are counted from step to step: a step is what must be done once, a call
 * that changes a VM or an action; statuses, marks and records are written besides.
 */
final class CrashedFailback {
  /** Says after which writes the operator dies. */
  interface Death {
    /**
     * Asked after each write.
     *
     * @param write what was written
     * @param sinceStep the how many-th write after a step it is; 0 for the step itself
     */
    boolean comes(String write, int sinceStep);
  }

  /** What came of it. All are of the part that was asked for. */
  record Played(List<String> writes, int longest, List<String> killedAfter) {}

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** While nobody runs, nobody holds: the JVM starts, and three of these share two processors. */
  private static final Duration UNGUARDED = Duration.ofSeconds(30);

  /**
   * Both sites may run from the first wave to the last stop, and a dozen lives lie between them.
   */
  private static final Duration OVERLAP = Duration.ofMinutes(4);

  /** Of a step that each life takes anew there would be no end. */
  private static final int ENOUGH = 60;

  /** Long over when a successor is up, as it would be at four times as much. */
  private static final int GUEST_MILLIS = 50;

  private static final Set<String> STEPS =
      Set.of(
          "SuspendVM_Task",
          "PowerOnVM_Task",
          "PowerOffVM_Task",
          "ShutdownGuest",
          "AddCustomFieldDef",
          "POST /sync",
          "POST /warm",
          "POST /dns",
          "POST /reverse");

  private final OwnVCenters own;
  private final ServerIdentity identity;
  private final String overlap;
  private final Death death;
  private final List<String> writes = new ArrayList<>();
  private final List<String> killedAfter = new ArrayList<>();
  private final Set<String> runsBeforeWarm = ConcurrentHashMap.newKeySet();
  private boolean counts;
  private int sinceStep;
  private int longest;
  private Lives operator;
  private Story story;

  /**
   * A failback to play.
   *
   * @param wholly whether writes count from the beginning, else from the approval on
   * @param death when the operator is killed, among the writes that count
   */
  CrashedFailback(
      OwnVCenters own, ServerIdentity identity, String overlap, boolean wholly, Death death) {
    this.own = own;
    this.identity = identity;
    this.overlap = overlap;
    this.death = death;
    counts = wholly;
  }

  synchronized Played played() {
    return new Played(List.copyOf(writes), longest, List.copyOf(killedAfter));
  }

  /** Plays it to its end. Fails if it ends otherwise than it must. */
  Played play() throws Exception {
    ApiProxy api = new ApiProxy();
    LabInfo real = own.info();
    try (SoapProxy rbx = new SoapProxy(real.vcenters().rbx(), identity);
        SoapProxy sbg = new SoapProxy(real.vcenters().sbg(), identity)) {
      operator = new Lives(api.kubeconfig());
      story = new Story(operator, through(real, rbx, sbg));
      story.rbx.reset(false);
      story.sbg.reset(true);
      for (SoapProxy proxy : List.of(rbx, sbg)) {
        proxy.changes(
            (method, reply) -> {
              if (STEPS.contains(method) || method.equals("SetField")) {
                wrote(method);
              }
              return reply;
            });
      }
      api.onAnswered(
          call -> {
            if (call.isWrite() && call.status() < 300 && !call.path().contains("/leases")) {
              wrote(call.method() + " " + call.path().replaceAll("\\?.*|.*/namespaces/[^/]*", ""));
            }
          });
      story.sbg.guests(GUEST_MILLIS);
      story.beforeEach(null);
      try {
        drive();
      } finally {
        operator.kill();
        story.web.close();
        api.afterEach(null);
      }
      story.referee.verify();
    }
    assertThat(killedAfter).as("deaths, or a step has no end").hasSizeLessThan(ENOUGH);
    return played();
  }

  private LabInfo through(LabInfo real, SoapProxy rbx, SoapProxy sbg) throws Exception {
    Path authority = Files.createTempFile("authority", ".pem");
    Files.writeString(authority, identity.asAuthority().pem());
    return new LabInfo(
        real.dir(),
        real.kubeconfig(),
        real.kubeconfigs(),
        real.kubectl(),
        new LabInfo.VCenters(
            through(real.vcenters().rbx(), rbx, authority),
            through(real.vcenters().sbg(), sbg, authority)),
        real.control(),
        real.zerto());
  }

  private static LabInfo.Site through(LabInfo.Site site, SoapProxy proxy, Path authority) {
    return new LabInfo.Site(
        site.site(),
        URI.create(proxy.url()),
        authority,
        site.thumbprint(),
        site.accounts(),
        site.operator());
  }

  /** Called by whoever carries the write out, before the operator is answered. */
  private synchronized void wrote(String what) {
    sinceStep = STEPS.contains(what) ? 0 : sinceStep + 1;
    if (counts) {
      writes.add(what);
      longest = Math.max(longest, sinceStep);
      if (killedAfter.size() < ENOUGH && death.comes(what, sinceStep)) {
        killedAfter.add(what);
        operator.next();
      }
    }
  }

  private synchronized void countsFromNowOn() {
    counts = true;
  }

  private void drive() {
    story.referee.exposuresUpTo(overlap.equals("Forbidden") ? UNGUARDED : OVERLAP);
    story.web.onAsked(
        asked -> {
          if (asked.path().equals("/warm")) {
            runsBeforeWarm.addAll(story.rbx.running());
          }
          if (asked.method().equals("POST")) {
            story.web.answers("/effect" + asked.path(), 200);
            wrote("POST " + asked.path());
          }
        });
    for (String path : List.of("/dns", "/sync", "/warm", "/reverse")) {
      story.web.answers(path, 200);
    }
    LivePlan plan = story.applies(plan());
    awaits(plan, "held", status -> status.phase().inEpisode());
    story.zerto.powersOn("mysql-01", "docker-01");
    await("both are held").atMost(PATIENCE).until(() -> story.rbx.running().isEmpty());

    Set<String> approved = new HashSet<>();
    awaits(
        plan,
        "completed",
        status -> {
          if (status.phase() == Phase.AwaitingApproval && approved.add(status.request().id())) {
            story.permitFailback();
            countsFromNowOn();
            story.alice.approves(plan, status.request().id());
          }
          return status.phase() == Phase.Completed;
        });
    story.referee.permitOnly(PRIMARY_RUNS);
    // Killed by its very last writes, it still has to find that everything is done.
    awaits(plan, "well", status -> status.authority() == Authority.Primary);

    assertThat(approved).as("requests").hasSize(1);
    assertThat(story.rbx.running()).containsExactlyInAnyOrder("mysql-01", "docker-01");
    assertThat(story.sbg.running()).doesNotContain("mysql-01", "docker-01").hasSize(4);
    assertThat(story.referee.startedByOperator(story.rbx)).containsExactly("mysql-01", "docker-01");
    assertThat(story.referee.startedByOperator(story.sbg)).isEmpty();
    assertThat(story.referee.stoppedByOperator(story.sbg)).doesNotHaveDuplicates();
    assertThat(asked("/warm")).as("done before the first wave").isEqualTo(1);
    assertThat(runsBeforeWarm).as("primary VMs that ran by then").isEmpty();
    assertThat(asked("/dns")).as("switches").isEqualTo(1);
    assertThat(asked("/reverse")).as("reversals").isEqualTo(1);
    assertThat(asked("/sync")).as("syncs").isEqualTo(overlap.equals("Forbidden") ? 1 : 0);
    assertThat(plan.status().episode().number()).isEqualTo(1);
  }

  private long asked(String path) {
    return story.web.asked(path).stream().filter(one -> one.method().equals("POST")).count();
  }

  private static void awaits(
      LivePlan plan, String what, java.util.function.Predicate<FailbackPlanStatus> is) {
    FailbackPlanStatus[] last = {FailbackPlanStatus.initial()};
    await(what)
        .atMost(PATIENCE)
        .conditionEvaluationListener(condition -> {})
        .until(
            () -> {
              last[0] = plan.status();
              return is.test(last[0]);
            });
  }

  private PlanFixture plan() {
    String sync = overlap.equals("Forbidden") ? "finalSync: " + action("sync") : "";
    return PlanFixture.erp()
        .with(
            """
            waves:
              - {name: databases, virtualMachines: ["mysql-01"], before: %s}
              - {name: applications, virtualMachines: ["docker-01"]}
            overlap: %s
            cutover: %s
            reprotect: %s
            %s
            """
                .formatted(action("warm"), overlap, action("dns"), action("reverse"), sync));
  }

  private String action(String id) {
    return "[{id: %1$s, http: {url: \"%2$s/%1$s\", method: POST, verify: {url: \"%2$s/effect/%1$s\"}}}]"
        .formatted(id, story.web.url(""));
  }
}
