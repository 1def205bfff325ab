package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 38: a vCenter, or who stands before it, sends what is made to harm. The operator is a process
 * with 128 MB of heap, which a few replies of 100 MB would end.
 */
class Fault38HostileRepliesIT {
  /** The longest pause between two logins, 5 s, and a login, a read and the suspension. */
  private static final Duration SEEN_AGAIN = Duration.ofSeconds(7);

  /** What the operator takes of a reply, 8 MiB, and what may wait in the buffers on the way. */
  private static final long TAKEN = 24L << 20;

  @RegisterExtension final Story story = new Story(new OperatorProcess());
  @TempDir Path directory;
  private ServerIdentity identity;
  private Lure lure;

  @BeforeEach
  void prepare() throws Exception {
    identity = ServerIdentity.create(directory, "proxy", "ip:127.0.0.1");
    lure = new Lure();
  }

  @AfterEach
  void asksNobodyElse() throws Exception {
    lure.close();
    assertThat(lure.visits()).as("requests for an external entity").isZero();
  }

  @Test
  void ofTheRecoveryDoNotTouchTheGuardOfThePrimary() throws Exception {
    story.awaitsApproval(PlanFixture.erp());
    try (SoapProxy proxy = before(Lab.shared().info().vcenters().sbg())) {
      for (HostileReply hostile : HostileReply.values()) {
        attack(proxy, hostile, "sbg");
        assertThat(Exposure.of(story, story.zerto, "mysql-01"))
            .as("at the other site, with %s", hostile)
            .isLessThan(Exposure.BOUND);
        assertRefused(proxy, hostile, "sbg");
        proxy.behaves();
        story.site("sbg").awaitCondition("Reachable", "True");
      }
    }
  }

  @Test
  void ofThePrimaryAreRefusedAndItsGuardWorksAgainOnceTheyEnd() throws Exception {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(SEEN_AGAIN);
    try (SoapProxy proxy = before(Lab.shared().info().vcenters().rbx())) {
      for (HostileReply hostile : HostileReply.values()) {
        story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN);
        attack(proxy, hostile, "rbx");
        story.zerto.powersOn("docker-01");
        assertRefused(proxy, hostile, "rbx");

        story.referee.permitOnly();
        proxy.behaves();
        Exposure.awaitSuspended(story, "docker-01");
        assertThat(Exposure.of(story, story.zerto, "mysql-02"))
            .as("after %s", hostile)
            .isLessThan(Exposure.BOUND);
      }
    }
  }

  /** Puts a proxy before a vCenter, and waits until the operator has moved to it. */
  private SoapProxy before(LabInfo.Site site) throws Exception {
    SoapProxy proxy = new SoapProxy(site, identity);
    story.alice.patches(
        story.site(site.site()),
        """
        {"spec": {"vcenter": {"url": "%s", "tls": {"caSecretRef": null, "thumbprint": "SHA256:%s"}}}}
        """
            .formatted(proxy.url(), identity.sha256()));
    await("its watches go through the proxy").until(() -> proxy.passed() > 10);
    return proxy;
  }

  private void attack(SoapProxy proxy, HostileReply hostile, String site) {
    proxy.answers(reply -> hostile.write(reply, lure.url()));
    await("%s at %s is refused".formatted(hostile, site))
        .until(
            () ->
                story
                    .site(site)
                    .condition("Reachable")
                    .filter(
                        c -> c.getStatus().equals("False") && c.getReason().equals("ProtocolError"))
                    .isPresent());
  }

  /** Without having been taken in. */
  private void assertRefused(SoapProxy proxy, HostileReply hostile, String site) {
    assertThat(story.site(site).condition("Reachable").orElseThrow().getReason())
        .isEqualTo("ProtocolError");
    assertThat(proxy.longestAnswer()).isLessThan(TAKEN);
    System.out.printf(
        "row 38: %s at %s: %d bytes taken, heap used %.0f MB, %s%n",
        hostile,
        site,
        proxy.longestAnswer(),
        Metrics.sum(story, "jvm_memory_used_bytes", "area=\"heap\"") / 1e6,
        story.site(site).condition("Reachable").orElseThrow().getMessage());
  }
}
