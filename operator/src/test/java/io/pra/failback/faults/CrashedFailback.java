package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.harness.ApiProxy;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One failback of two VMs, in which the operator is killed right after its n-th external write. */
final class CrashedFailback {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** While nobody runs, nobody holds: the JVM starts, and three of these share two processors. */
  private static final Duration UNGUARDED = Duration.ofSeconds(30);

  /**
   * In every so many-th round the successor has to wait until the dead one's lease runs out; in the
   * others nobody has to look on for two seconds. ReplicaFaultsIT is about that wait.
   */
  private static final int LEASE_RUNS_OUT = 8;

  /** Long over when a successor is up, as it would be at four times as much. */
  private static final int GUEST_MILLIS = 50;

  private static final Set<String> VM_WRITES =
      Set.of(
          "SuspendVM_Task",
          "PowerOnVM_Task",
          "PowerOffVM_Task",
          "ShutdownGuest",
          "SetField",
          "AddCustomFieldDef");

  private final OwnVCenters own;
  private final ServerIdentity identity;
  private final String overlap;
  private final int cut;
  private final List<String> writes = new ArrayList<>();
  private final Set<String> runsBeforeWarm = ConcurrentHashMap.newKeySet();
  private final ExecutorService undertaker = Executors.newSingleThreadExecutor();
  private Future<?> restarted;
  private OperatorProcess first;
  private OperatorProcess second;
  private Story story;

  CrashedFailback(OwnVCenters own, ServerIdentity identity, String overlap, int cut) {
    this.own = own;
    this.identity = identity;
    this.overlap = overlap;
    this.cut = cut;
  }

  synchronized List<String> writes() {
    return List.copyOf(writes);
  }

  /** Plays it to its end; the writes that there were. Fails if it ends otherwise than it must. */
  List<String> play() throws Exception {
    ApiProxy api = new ApiProxy();
    LabInfo real = own.info();
    try (SoapProxy rbx = new SoapProxy(real.vcenters().rbx(), identity);
        SoapProxy sbg = new SoapProxy(real.vcenters().sbg(), identity)) {
      int lease = leaseRunsOut() ? 2 : 10;
      first = new OperatorProcess("first", api.kubeconfig()).withLease(lease);
      second = new OperatorProcess("second", api.kubeconfig()).withLease(lease);
      story = new Story(first, through(real, rbx, sbg));
      story.rbx.reset(false);
      story.sbg.reset(true);
      for (SoapProxy proxy : List.of(rbx, sbg)) {
        proxy.changes(
            (method, reply) -> {
              if (VM_WRITES.contains(method)) {
                wrote(method);
              }
              return reply;
            });
      }
      api.onAnswered(
          call -> {
            if (call.isWrite() && call.status() < 300 && !call.path().contains("/leases")) {
              wrote(
                  call.method()
                      + " "
                      + call.path().replaceAll("\\?.*|.*/v1alpha1/namespaces/[^/]*", ""));
            }
          });
      story.sbg.guests(GUEST_MILLIS);
      story.beforeEach(null);
      try {
        drive();
      } finally {
        end(api);
      }
      story.referee.verify();
    }
    return writes();
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
    writes.add(what);
    if (writes.size() == cut) {
      first.kill();
      restarted = undertaker.submit(this::startAgain);
    }
  }

  private boolean leaseRunsOut() {
    return cut % LEASE_RUNS_OUT == 0;
  }

  private void startAgain() {
    if (!leaseRunsOut()) {
      vacateLease();
    }
    second.start(story.namespace);
  }

  /** What the lease of a dead process comes to by itself. */
  private void vacateLease() {
    Resource<Lease> lease =
        Lab.shared().admin().leases().inNamespace(story.namespace).withName("failback-operator");
    if (lease.get() != null) {
      lease.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"\"}}");
    }
  }

  private void end(ApiProxy api) throws Exception {
    Future<?> start;
    synchronized (this) {
      start = restarted;
    }
    if (start != null) {
      start.get();
    }
    undertaker.shutdown();
    first.kill();
    second.kill();
    story.web.close();
    api.afterEach(null);
  }

  private void drive() {
    story.referee.exposuresUpTo(UNGUARDED);
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
