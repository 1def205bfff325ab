package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows 18 and 34: replies that are cut short, out of place, or of another version of the API. */
class OddRepliesIT {
  /** A new session after each odd reply, with pauses that grow from 0.2 s. */
  private static final Duration A_FEW_SESSIONS = Duration.ofSeconds(5);

  @RegisterExtension final Story story = new Story();
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

  @Test
  void row18AVersionThatTheCollectorDoesNotKnowLeadsToAFullReadAndNoSpin() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(A_FEW_SESSIONS);
    story.rbx.fails(
        Map.of("method", "WaitForUpdatesEx", "fault", "InvalidCollectorVersion", "count", 3));
    int calls = story.rbx.calls("WaitForUpdatesEx");

    story.zerto.powersOn("mysql-01", "docker-01");
    Exposure.awaitSuspended(story, "mysql-01");
    Exposure.awaitSuspended(story, "docker-01");

    assertThat(Exposure.of(story, story.zerto, "docker-02")).isLessThan(A_FEW_SESSIONS);
    assertThat(story.rbx.calls("WaitForUpdatesEx") - calls).as("polls").isLessThan(100);
    story.rbx.works();
    story.site("rbx").awaitCondition("Reachable", "True");
    assertThat(Exposure.of(story, story.zerto, "mysql-02")).isLessThan(A_FEW_SESSIONS);
  }

  @Test
  void row18AReplyThatIsCutShortLeadsToAFullRead() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(A_FEW_SESSIONS);
    AtomicInteger cut = new AtomicInteger();
    proxy.changes(
        (method, reply) ->
            method.equals("WaitForUpdatesEx")
                    && reply.contains("powerState")
                    && cut.incrementAndGet() <= 2
                ? reply.substring(0, reply.length() / 2)
                : reply);

    story.zerto.powersOn("mysql-01", "docker-01");
    Exposure.awaitSuspended(story, "mysql-01");
    Exposure.awaitSuspended(story, "docker-01");

    await("it was cut").until(() -> cut.get() >= 2);
    story.site("rbx").awaitCondition("Reachable", "True");
    assertThat(Exposure.of(story, story.zerto, "mysql-02")).isLessThan(A_FEW_SESSIONS);
  }

  @Test
  void row34UnknownElementsTypesAndValuesLeaveTheRestReadable() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String odd = story.rbx.vm("docker-04").moRef();
    proxy.changes(
        (method, reply) ->
            reply
                .replaceAll(
                    "(?s)(<obj type=\"VirtualMachine\"[^>]*>"
                        + odd
                        + "</obj>(?:(?!</obj>).)*?)(poweredOn|poweredOff|suspended)<",
                    "$1hibernated<")
                .replace(
                    "<returnval>",
                    "<returnval><newInTheNextVersion><of>it</of></newInTheNextVersion>")
                .replace(
                    "</returnval>",
                    "<alsoNew xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xsi:type=\"TypeOfTomorrow\"><any/></alsoNew></returnval>"));
    story.rbx.post("/sessions/terminate", Map.of());

    story
        .site("rbx")
        .awaitStatus(
            "one VM is Unknown, the others are known",
            status ->
                status.virtualMachines() != null
                    && status.virtualMachines().unknown() == 1
                    && status.virtualMachines().suspended() == 5);
    for (String vm : Set.of("mysql-01", "docker-01")) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
    plan.awaitCondition("DualActive", "Unknown", "SiteUnreadable");

    proxy.behaves();
    story.rbx.post("/sessions/terminate", Map.of());
    plan.awaitStatus("all held", status -> status.held().equals("6/6"));
  }
}
