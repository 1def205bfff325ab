package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Row 2: the operator is killed between a suspension that was accepted and its record. */
class Fault02UnrecordedSuspensionIT {
  @RegisterExtension final Story story = new Story(new OperatorProcess());
  @TempDir Path directory;
  private SoapProxy proxy;

  @BeforeEach
  void standBefore() throws Exception {
    ServerIdentity identity = ServerIdentity.create(directory, "proxy", "ip:127.0.0.1");
    proxy = new SoapProxy(Lab.shared().info().vcenters().rbx(), identity);
    story.alice.patches(
        story.site("rbx"),
        """
        {"spec": {"vcenter": {"url": "%s", "tls": {"caSecretRef": null, "thumbprint": "SHA256:%s"}}}}
        """
            .formatted(proxy.url(), identity.sha256()));
    await("the watches go through the proxy").until(() -> proxy.passed() > 10);
  }

  @AfterEach
  void end() {
    proxy.close();
  }

  private static List<Event> stopsTold(LivePlan plan, String vm) {
    return plan.events().stream()
        .filter(event -> event.getReason().equals("Suspended"))
        .filter(event -> event.getMessage().startsWith(vm + " ran at rbx while held"))
        .toList();
  }

  private static void awaitTold(LivePlan plan, String vm, int times) {
    await("%s is told %d time(s)".formatted(vm, times))
        .until(() -> stopsTold(plan, vm).size() == times);
  }

  /** Events are told in order: once this one is there, those of the look back are, too. */
  private void aLaterStopIsTold(LivePlan plan, String vm) {
    int before = stopsTold(plan, vm).size();
    story.zerto.powersOn(vm);
    awaitTold(plan, vm, before + 1);
  }

  private void restarts() {
    int questions = story.rbx.calls("QueryEvents");
    story.operator.start(story.namespace);
    await("it has looked back").until(() -> story.rbx.calls("QueryEvents") > questions);
  }

  @Test
  void aSuspensionThatNobodyWasLeftToTellIsToldOnceAfterTheRestart() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.rbx.vms().forEach(vm -> awaitTold(plan, vm.name(), 1));
    int suspensions = story.referee.stoppedByOperator(story.rbx).size();
    AtomicInteger accepted = new AtomicInteger();
    AtomicBoolean killed = new AtomicBoolean();
    proxy.changes(
        (method, reply) -> {
          if (method.equals("SuspendVM_Task") && accepted.incrementAndGet() == 1) {
            story.operator.kill();
            killed.set(true);
          }
          return reply;
        });

    story.rbx.as("alice").powersOn("mysql-01");
    Exposure.awaitSuspended(story, "mysql-01");
    await("killed").untilTrue(killed);
    proxy.behaves();
    assertThat(stopsTold(plan, "mysql-01")).hasSize(1);
    String toldBefore = stopsTold(plan, "mysql-01").get(0).getMetadata().getUid();
    restarts();

    awaitTold(plan, "mysql-01", 2);
    Event told =
        stopsTold(plan, "mysql-01").stream()
            .filter(event -> !event.getMetadata().getUid().equals(toldBefore))
            .findFirst()
            .orElseThrow();
    assertThat(told.getMessage())
        .contains("by the vCenter's record", "powered on by alice@vsphere.local");
    assertThat(told.getInvolvedObject().getKind()).isEqualTo("FailbackPlan");

    story.operator.kill();
    restarts();
    aLaterStopIsTold(plan, "docker-01");
    assertThat(stopsTold(plan, "mysql-01")).hasSize(2);
    assertThat(stopsTold(plan, "mysql-01")).extracting(Event::getCount).containsOnly(1);
    assertThat(story.referee.stoppedByOperator(story.rbx).subList(suspensions, suspensions + 1))
        .containsExactly("mysql-01");
    assertThat(story.rbx.running()).isEmpty();
  }

  @Test
  void aSuspensionThatWasToldIsNotToldAgainAfterARestart() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    story.rbx.vms().forEach(vm -> awaitTold(plan, vm.name(), 1));

    story.operator.kill();
    restarts();

    aLaterStopIsTold(plan, "docker-01");
    assertThat(stopsTold(plan, "docker-01")).hasSize(2);
    for (String vm : List.of("mysql-01", "mysql-02", "docker-02", "docker-03", "docker-04")) {
      assertThat(stopsTold(plan, vm)).hasSize(1);
      assertThat(stopsTold(plan, vm)).extracting(Event::getCount).containsOnly(1);
    }
  }
}
