package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.pra.failback.api.Authority;
import io.pra.failback.harness.Control;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.LiveSite;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The address of a SiteState leads to no vCenter, or to another one than it should. */
class WrongVCenterIT {
  @TempDir private static Path directory;

  @RegisterExtension final Story story = new Story();

  private final SiteFixture fixture = new SiteFixture(story);
  private final LabInfo.Site rbx = Lab.shared().info().vcenters().rbx();
  private final LabInfo.Site sbg = Lab.shared().info().vcenters().sbg();
  private ServerIdentity identity;
  private SoapProxy elsewhere;
  private HttpsServer without;
  private ServerSocket plain;

  @BeforeEach
  void open() throws Exception {
    identity = ServerIdentity.create(directory, "elsewhere-" + story.namespace, "ip:127.0.0.1");
    elsewhere = new SoapProxy(rbx, identity);
    without = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    without.setHttpsConfigurator(new HttpsConfigurator(identity.serverContext()));
    without.start();
    plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread server = new Thread(this::answerInPlainHttp, "plain-http");
    server.setDaemon(true);
    server.start();
    fixture.secret("elsewhere-ca", Map.of("ca.crt", identity.asAuthority().pem()));
  }

  @AfterEach
  void close() throws IOException {
    elsewhere.close();
    without.stop(0);
    plain.close();
  }

  private void answerInPlainHttp() {
    byte[] hello = new byte[4096];
    while (!plain.isClosed()) {
      try (Socket client = plain.accept()) {
        if (client.getInputStream().read(hello) > 0) {
          client
              .getOutputStream()
              .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // The client, or the test, has gone.
      }
    }
  }

  /** What may be found at an address. */
  enum Found {
    WEB_PAGE("ProtocolError", "it must be the /sdk address of a vCenter"),
    NOTHING_UNDER_THAT_PATH("ProtocolError", "HTTP status 404"),
    PLAIN_HTTP("Unreachable", "TLS failed"),
    NOBODY("Unreachable", "cannot connect");

    final String reason;
    final String part;

    Found(String reason, String part) {
      this.reason = reason;
      this.part = part;
    }
  }

  private String addressOf(Found found) throws IOException {
    return switch (found) {
      case WEB_PAGE -> {
        elsewhere.answers(
            reply ->
                reply.write(
                    "<!DOCTYPE html><html><body>Welcome</body></html>"
                        .getBytes(StandardCharsets.UTF_8)));
        yield elsewhere.url();
      }
      case NOTHING_UNDER_THAT_PATH ->
          "https://127.0.0.1:%d/sdk".formatted(without.getAddress().getPort());
      case PLAIN_HTTP -> "https://127.0.0.1:%d/sdk".formatted(plain.getLocalPort());
      case NOBODY -> {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          yield "https://127.0.0.1:%d/sdk".formatted(socket.getLocalPort());
        }
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void anAddressThatIsNoVCenterIsNamedAndTakesNothingFromAnEpisode(Found found) throws IOException {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    leadsTo("rbx", addressOf(found), "elsewhere-ca");

    SiteFixture.awaitSays(story.site("rbx"), found.reason, found.part, "spec.vcenter.url");
    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
    assertThat(story.site("rbx").condition("Reachable").orElseThrow().getStatus())
        .isEqualTo("True");
    assertThat(plan.openRequest()).isEqualTo(request);

    leadsTo("rbx", rbx.url().toString(), "vcenter-rbx-ca");
    story.site("rbx").awaitCondition("Ready", "True");
    assertThat(Exposure.of(story, story.zerto, "docker-01")).isLessThan(Exposure.BOUND);
    assertThat(plan.openRequest()).isEqualTo(request);
  }

  @ParameterizedTest
  @EnumSource
  void aNewSiteThatIsNoVCenterStallsItsPlanUntilItIsMended(Found found) throws IOException {
    LiveSite site = fixture.site("new", addressOf(found), "vcenter-rbx", "elsewhere-ca");
    LivePlan plan = story.applies(PlanFixture.erp().with("primary: {siteRef: {name: new}}"));

    SiteFixture.awaitSays(site, found.reason, found.part, "spec.vcenter.url");
    plan.awaitStalled("SiteUnreadable");
    assertThat(plan.condition("Stalled").getMessage())
        .contains("site new cannot be read")
        .contains("mend what SiteState new says");
    assertThat(story.referee.changes()).isEmpty();

    leadsTo("new", rbx.url().toString(), "vcenter-rbx-ca");
    site.awaitCondition("Ready", "True");
    plan.awaitStatus("an episode", now -> now.phase().inEpisode());
  }

  @Test
  void anotherVCenterInAnEpisodeIsNotBelievedAndNothingOfItIsTouched() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    leadsTo("rbx", sbg.url().toString(), "vcenter-sbg", "vcenter-sbg-ca");

    SiteFixture.awaitSays(
        story.site("rbx"), "OtherVCenter", "it leads to vCenter", "correct spec.vcenter.url");
    assertThat(Exposure.of(story, story.zerto, "mysql-01"))
        .as("the session goes on")
        .isLessThan(Exposure.BOUND);
    assertThat(plan.openRequest()).isEqualTo(request);

    new Control(Lab.shared().info().control())
        .post("/sites/rbx/sessions/terminate", Map.of("user", rbx.operator()));
    plan.awaitStalled("SiteUnreadable");
    assertThat(story.sbg.running()).as("production").hasSize(6);
    assertThat(story.referee.byOperator(story.sbg)).isEmpty();

    leadsTo("rbx", rbx.url().toString(), "vcenter-rbx-ca");
    story.site("rbx").awaitCondition("Ready", "True");
    assertThat(Exposure.of(story, story.zerto, "docker-01")).isLessThan(Exposure.BOUND);
    plan.openRequest();
  }

  @Test
  void aRecoveryThatIsThePrimaryByAnotherAddressGetsNoAuthority() {
    fixture.site("same", elsewhere.url(), "vcenter-rbx", "elsewhere-ca");
    LivePlan plan =
        story.applies(
            PlanFixture.erp()
                .with("recovery: {siteRef: {name: same}}")
                .with("initialAuthority: Recovery"));

    plan.awaitStalled("SameVCenter");

    assertThat(plan.condition("Stalled").getMessage())
        .contains("SiteStates rbx and same are one and the same vCenter")
        .contains("correct spec.vcenter.url of the SiteState that is wrong");
    assertThat(plan.status().authority()).isEqualTo(Authority.Unknown);
    assertThat(story.referee.changes()).isEmpty();

    leadsTo("same", sbg.url().toString(), "vcenter-sbg", "vcenter-sbg-ca");
    Lab.shared()
        .kubectl(
            "",
            story.namespace,
            "patch",
            "sitestate",
            "same",
            "--type=merge",
            "-p",
            "{\"spec\":{\"virtualMachines\":{\"extraConfig\":{\"pra.failback.site\":\"sbg\"}}}}");
    plan.awaitStatus("an episode", now -> now.phase().inEpisode());
    story.zerto.powersOn("mysql-01");
    await("it is held").until(() -> story.rbx.running().isEmpty());
    assertThat(story.sbg.running()).hasSize(6);
  }

  private void leadsTo(String site, String url, String authority) {
    leadsTo(site, url, "vcenter-rbx", authority);
  }

  private void leadsTo(String site, String url, String credentials, String authority) {
    story.alice.patches(
        story.site(site),
        """
        {"spec": {"vcenter": {
          "url": "%s",
          "credentialsSecretRef": {"name": "%s"},
          "tls": {"caSecretRef": {"name": "%s"}}}}}
        """
            .formatted(url, credentials, authority));
  }
}
