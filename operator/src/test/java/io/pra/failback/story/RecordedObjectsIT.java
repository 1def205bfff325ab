package io.pra.failback.story;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.SiteState;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.PlanRecorder;
import io.pra.failback.harness.RestingFailback;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The objects by which the health scripts of GitOps tools are tested (examples/lab, package gitops)
 * are what the operator writes. With {@code -Dfailback.objects.write=true} they are recorded anew.
 */
class RecordedObjectsIT {
  private static final Path FOLDER = Lab.root().resolve("examples/lab/internal/gitops/testdata");
  private static final Set<String> STEADY = Set.of("Ready", "Reachable", "Stalled");
  private static final boolean WRITE = Boolean.getBoolean("failback.objects.write");

  @RegisterExtension final Story story = new Story();

  @Test
  void ofEveryPhase() {
    RestingFailback failback = new RestingFailback(story);
    LivePlan plan = failback.reach(Phase.AwaitingApproval);
    try (PlanRecorder recorder = plan.record()) {
      failback.goOnTo(Phase.Completed);
      List<FailbackPlanStatus> statuses = recorder.statuses();
      for (Phase phase : Phase.values()) {
        statuses.stream()
            .filter(status -> status.phase() == phase)
            .reduce((one, next) -> waitsForPeople(one) ? one : next)
            .ifPresent(status -> is("plan-" + phase.name().toLowerCase(Locale.ROOT), plan, status));
      }
    }
  }

  @Test
  void beforeAnEpisode() {
    story.operator.stop();
    LivePlan plan = story.applies(PlanFixture.erp());
    is("plan-new", plan.now());
    SiteState site = site("sbg");
    site.setStatus(null);
    is("site-new", site);

    story.referee.permit(PRIMARY_RUNS, BOTH_RUN);
    story.sbg.as("zerto").powersOff("*");
    story.zerto.powersOn("*");
    story.operator.start(story.namespace);
    plan.await(Authority.Primary);
    plan.awaitCondition("NoneActive", "False", "OneSideAtLeast");
    is("plan-standby", plan.now());
    story.site("sbg").awaitCondition("Ready", "True");
    is("site-ready", site("sbg"));

    story.zerto.powersOff("*");
    plan.awaitCondition("NoneActive", "True", "AllPairs");
    is("plan-none-active", plan.now());

    story.zerto.powersOn("*");
    plan.awaitCondition("NoneActive", "False", "OneSideAtLeast");
    story.sbg.as("alice").powersOn("mysql-01");
    plan.awaitCondition("DualActive", "True", "BothRunning");
    is("plan-dual-active", plan.now());
  }

  @Test
  void whileItHolds() {
    LivePlan plan = story.holds(PlanFixture.erp().with("checklist: [{id: go, manual: {}}]"));
    story.zertoRestores();
    plan.awaitStatus("everything is held", status -> status.held().equals("6/6"));
    is("plan-holding", plan.now());

    story.alice.patches(plan, "{\"spec\":{\"paused\":true}}");
    plan.awaitAnswered(Phase.Holding);
    is("plan-paused", plan.now());
    story.alice.patches(plan, "{\"spec\":{\"paused\":null}}");
    plan.awaitAnswered(Phase.Holding);

    story.rbx.fails(Map.of("method", "SuspendVM_Task", "fault", "InvalidState", "count", 5));
    story.alice.patches(story.site("rbx"), "{\"spec\":{\"activity\":\"Suspended\"}}");
    story.site("rbx").awaitAnswered();
    story.referee.ignores("mysql-01");
    story.rbx.as("alice").powersOn("mysql-01");
    story.site("rbx").awaitCondition("Converged", "False");
    is("site-not-converged", site("rbx"));
    story.rbx.works();

    story.sbg.stops();
    story.site("sbg").awaitCondition("Reachable", "False");
    is("site-unreachable", site("sbg"));
    plan.awaitCondition("Ready", "False", "SiteUnreadable");
    is("plan-site-unreadable", plan.now());
    story.sbg.starts();
    story.site("sbg").awaitCondition("Reachable", "True");
  }

  @Test
  void whileBothRunByApproval() {
    story.web.answers("/mysql", 500);
    LivePlan plan =
        story.awaitsApproval(
            PlanFixture.erp()
                .with(
                    """
                    overlap: Allowed
                    waves:
                      - name: databases
                        virtualMachines: ["mysql-*"]
                        timeoutSeconds: 4
                        readiness: [{id: mysql-up, intervalSeconds: 1, http: {url: "%s"}}]
                      - {name: applications, virtualMachines: ["docker-*"]}
                    """
                        .formatted(story.web.url("/mysql"))));
    story.approves(plan);
    story.referee.permit(BOTH_RUN);
    plan.awaitStatus(
        "the databases run at both sites",
        status -> status.phase() == Phase.Activating && status.pairs().bothRunning() == 2);
    is("plan-approved-overlap", plan.now());
    plan.awaitStalled("WaveTimedOut");
    is("plan-stalled", plan.now());
  }

  private static boolean waitsForPeople(FailbackPlanStatus status) {
    return status.nextAction().contains("signOffs");
  }

  private SiteState site(String name) {
    return Lab.shared()
        .admin()
        .resources(SiteState.class)
        .inNamespace(story.namespace)
        .withName(name)
        .get();
  }

  private void is(String name, LivePlan plan, FailbackPlanStatus status) {
    FailbackPlan then = plan.now();
    then.setStatus(status);
    then.getMetadata().setGeneration(status.observedGeneration());
    is(name, then);
  }

  /** Records it, or expects that what was recorded says the same as this. */
  private static void is(String name, HasMetadata object) {
    object.getMetadata().setManagedFields(null);
    Path file = FOLDER.resolve(name + ".json");
    try {
      String now = ApiJson.serialization().asJson(object);
      if (WRITE) {
        Files.writeString(
            file, new ObjectMapper().readTree(now).toPrettyString() + System.lineSeparator());
      }
      assertThat(facts(now)).as(name).isEqualTo(facts(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What does not depend on the moment at which it was looked at: the phase, which conditions there
   * are, and how those stand that were waited for.
   */
  private static Set<String> facts(String json) throws IOException {
    Set<String> facts = new TreeSet<>();
    var status = new ObjectMapper().readTree(json).path("status");
    facts.add("phase " + status.path("phase").asText());
    for (var condition : status.path("conditions")) {
      Condition of = Serialization.unmarshal(condition.toString(), Condition.class);
      facts.add(of.getType());
      if (STEADY.contains(of.getType())) {
        facts.add("%s=%s %s".formatted(of.getType(), of.getStatus(), of.getReason()));
      }
    }
    return facts;
  }
}
