package io.pra.failback.harness;

import static io.pra.failback.harness.Permission.OPERATOR_STARTS_PRIMARY;
import static io.pra.failback.harness.Permission.OPERATOR_STARTS_RECOVERY;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_PRIMARY;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_RECOVERY;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The scene of one integration test. Before it: RBX is off and SBG runs, as after a failover; the
 * test has a namespace of its own with both SiteStates; the operator runs; the referee watches, and
 * allows nothing yet. After it: the operator is stopped, and the referee judges.
 *
 * <pre>
 *   &#64;RegisterExtension final Story story = new Story();
 * </pre>
 */
public final class Story implements BeforeEachCallback, AfterEachCallback {
  private static final Map<String, Person> PEOPLE = new HashMap<>();

  private final Lab lab = Lab.shared();
  private final LabInfo vCenters;
  private final Control control;
  private final List<LivePlan> plans = new ArrayList<>();

  /** The operator; replace it before the test begins, or start another one. */
  public final OperatorUnderTest operator;

  public final SimulatedVCenter rbx;
  public final SimulatedVCenter sbg;

  /** Restores and boots the primary's VMs. */
  public final Hand zerto;

  public final Person alice = person("alice");
  public final Person bob = person("bob");

  /** What the operator may do at the API server. */
  public final OperatorRights rights = new OperatorRights(Lab.shared());

  /** What plans ask over HTTP; the operator reaches it. */
  public Web web;

  public Referee referee;
  public String namespace;

  /** With the operator in this JVM. */
  public Story() {
    this(new OperatorInJvm());
  }

  public Story(OperatorUnderTest operator) {
    this(operator, Lab.shared().info());
  }

  /** At vCenters of the test's own, which are as they were when they started. */
  public Story(OperatorUnderTest operator, LabInfo vCenters) {
    this.operator = operator;
    this.vCenters = vCenters;
    control = new Control(vCenters.control());
    rbx = new SimulatedVCenter(control, "rbx");
    sbg = new SimulatedVCenter(control, "sbg");
    zerto = rbx.as("zerto");
  }

  private static synchronized Person person(String name) {
    return PEOPLE.computeIfAbsent(
        name, someone -> new Person(someone, Lab.shared().client(someone)));
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    LivePlan.settle();
    rights.areGivenOnce();
    if (vCenters.equals(lab.info())) {
      rbx.reset(false);
      sbg.reset(true);
    }
    web = new Web();
    namespace = lab.newNamespace("story");
    site(vCenters.vcenters().rbx(), "");
    site(vCenters.vcenters().sbg(), "");
    referee = new Referee(control, Clock.systemUTC(), vCenters.vcenters().rbx().operator());
    operator.start(namespace);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    operator.stop();
    web.close();
    boolean failed = context.getExecutionException().isPresent();
    if (failed || !referee.violations().isEmpty()) {
      tellAll(context.getDisplayName());
    }
    if (!failed) {
      referee.verify();
    }
  }

  /** What a person needs to know why a test failed. */
  private void tellAll(String test) {
    StringBuilder told = new StringBuilder("=== " + test + System.lineSeparator());
    told.append(referee.protocol()).append(System.lineSeparator());
    for (LivePlan plan : plans) {
      told.append(plan.name())
          .append(System.lineSeparator())
          .append(Serialization.asYaml(plan.status()))
          .append(System.lineSeparator());
    }
    lab.admin().v1().events().inNamespace(namespace).list().getItems().stream()
        .map(
            event ->
                "%s %s %s: %s (%d)%n"
                    .formatted(
                        event.getLastTimestamp(),
                        event.getInvolvedObject().getName(),
                        event.getReason(),
                        event.getMessage(),
                        event.getCount()))
        .forEach(told::append);
    System.err.println(told);
  }

  private void site(LabInfo.Site site, String more) {
    try {
      secret(
          "vcenter-" + site.site(),
          Map.of("username", site.operator(), "password", site.password()));
      secret("vcenter-" + site.site() + "-ca", Map.of("ca.crt", Files.readString(site.ca())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    lab.admin()
        .load(
            stream(
                """
                apiVersion: failback.pra.io/v1alpha1
                kind: SiteState
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  vcenter:
                    url: %3$s
                    credentialsSecretRef: {name: vcenter-%1$s}
                    tls: {caSecretRef: {name: vcenter-%1$s-ca}}
                  virtualMachines: {extraConfig: {pra.failback.site: %1$s}}
                %4$s
                """
                    .formatted(site.site(), namespace, site.url(), more)))
        .create();
  }

  /** Writes a Secret that is not there yet, into the namespace of the story. */
  public void secret(String name, Map<String, String> data) {
    lab.admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(data)
                .build())
        .create();
  }

  private static InputStream stream(String text) {
    return new java.io.ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Applies a plan as {@code erp}, and does not wait. */
  public LivePlan applies(PlanFixture fixture) {
    return applies(fixture, "erp");
  }

  public LivePlan applies(PlanFixture fixture, String name) {
    lab.admin().resource(fixture.named(name, namespace)).create();
    return existing(name);
  }

  /** A plan that somebody else applies. */
  public LivePlan existing(String name) {
    LivePlan plan = new LivePlan(lab.admin(), namespace, name);
    plans.add(plan);
    return plan;
  }

  /** A SiteState of this test: rbx or sbg. */
  public LiveSite site(String name) {
    return new LiveSite(lab.admin(), namespace, name);
  }

  /** The primary runs and the recovery does not, and a plan that is applied then stands by. */
  public LivePlan primaryServes(PlanFixture fixture) {
    referee.permit(Permission.PRIMARY_RUNS);
    sbg.as("zerto").powersOff("*");
    zerto.powersOn("*");
    LivePlan plan = applies(fixture);
    plan.await(Authority.Primary);
    return plan;
  }

  /** Applies a plan, and waits until the primary is held. */
  public LivePlan holds(PlanFixture fixture) {
    LivePlan plan = applies(fixture);
    plan.awaitStatus("an episode", status -> status.phase().inEpisode());
    return plan;
  }

  /** Zerto boots every VM of the primary, and each of them is suspended. */
  public void zertoRestores() {
    zerto.powersOn("*");
    await("all of the primary is suspended")
        .until(() -> rbx.vms().stream().allMatch(vm -> vm.powerState().equals("suspended")));
  }

  /** Applies a plan, Zerto boots the primary, and a request is issued. */
  public LivePlan awaitsApproval(PlanFixture fixture) {
    LivePlan plan = holds(fixture);
    zertoRestores();
    plan.awaitStatus(
        "a request with everything held",
        status ->
            status.phase() == Phase.AwaitingApproval
                && status.held().equals("%1$d/%1$d".formatted(status.pairs().total()))
                && status.episode().firstHeldAt() != null);
    return plan;
  }

  /** Alice approves: from now on the operator may stop the recovery site and start the primary. */
  public void approves(LivePlan plan) {
    plan.openRequest();
    permitFailback();
    alice.approves(plan);
  }

  /** What an approval allows. */
  public void permitFailback() {
    referee.permit(OPERATOR_STARTS_PRIMARY, OPERATOR_STOPS_RECOVERY);
  }

  /** What an abort, or a withdrawal, allows. */
  public void permitWayBack() {
    referee.permit(OPERATOR_STOPS_PRIMARY, OPERATOR_STARTS_RECOVERY);
  }

  /** Waits until the way back is gone to its end; then the primary is held again. */
  public FailbackPlanStatus awaitsRolledBack(LivePlan plan) {
    FailbackPlanStatus status =
        plan.awaitStatus(
            "rolled back",
            now ->
                now.phase() == Phase.Holding
                    && now.episode().rollback() == null
                    && now.timeline().stream()
                        .anyMatch(entry -> entry.event().startsWith("RolledBack")));
    referee.permitOnly();
    return status;
  }
}
