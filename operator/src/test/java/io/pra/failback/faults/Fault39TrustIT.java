package io.pra.failback.faults;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pra.failback.harness.Control;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 39: a vCenter that is not to be believed. In each test the operator comes up with a site that
 * is wrong in one way, sends it no password, guards the other site, and is mended by a patch.
 */
class Fault39TrustIT {
  /** The longest pause between two logins, 5 s, and a login, a read and the suspension. */
  private static final Duration SEEN_AGAIN = Duration.ofSeconds(7);

  @RegisterExtension final Story story = new Story();
  @TempDir Path directory;

  private final Control control = new Control(Lab.shared().info().control());
  private final LabInfo.VCenters vCenters = Lab.shared().info().vcenters();

  @Test
  void theAuthorityOfTheOtherVCenterIsRefused() {
    story.awaitsApproval(PlanFixture.erp());
    restartWith(() -> patch("sbg", tls("{\"caSecretRef\": {\"name\": \"vcenter-rbx-ca\"}}")));

    assertRefusedWhileThePrimaryIsGuarded("not issued by a trusted authority");

    patch("sbg", tls("{\"caSecretRef\": {\"name\": \"vcenter-sbg-ca\"}}"));
    assertMended();
  }

  @Test
  void aWrongAuthorityInTheSecretIsRefusedAndMendedInTheSecret() throws Exception {
    story.awaitsApproval(PlanFixture.erp());
    String stranger =
        ServerIdentity.create(directory, "stranger", "ip:127.0.0.1").asAuthority().pem();
    restartWith(() -> authority("vcenter-sbg-ca", stranger));

    assertRefusedWhileThePrimaryIsGuarded("not issued by a trusted authority");

    authority("vcenter-sbg-ca", Files.readString(vCenters.sbg().ca()));
    assertMended();
  }

  @Test
  void theRightAuthorityForAnotherHostNameIsRefused() throws Exception {
    story.awaitsApproval(PlanFixture.erp());
    ServerIdentity elsewhere =
        ServerIdentity.create(directory, "elsewhere", "dns:vcenter.elsewhere.example");
    try (SoapProxy proxy = new SoapProxy(vCenters.sbg(), elsewhere)) {
      authority("elsewhere", elsewhere.asAuthority().pem());
      restartWith(
          () -> patch("sbg", at(proxy.url(), "{\"caSecretRef\": {\"name\": \"elsewhere\"}}")));

      assertRefusedWhileThePrimaryIsGuarded("does not fit the host name");
      assertThat(proxy.passed()).isZero();

      patch(
          "sbg",
          at(vCenters.sbg().url().toString(), "{\"caSecretRef\": {\"name\": \"vcenter-sbg-ca\"}}"));
      assertMended();
    }
  }

  @Test
  void theThumbprintOfAnotherCertificateIsRefused() {
    story.awaitsApproval(PlanFixture.erp());
    restartWith(() -> patch("sbg", thumbprint(vCenters.rbx().thumbprint())));

    assertRefusedWhileThePrimaryIsGuarded(
        "not the pinned one; it presents " + vCenters.sbg().thumbprint());

    patch("sbg", thumbprint(vCenters.sbg().thumbprint()));
    assertMended();
  }

  @Test
  void twoVCentersWithTheirAuthoritiesSwappedAreRefusedAndMendedOneByOne() {
    story.awaitsApproval(PlanFixture.erp());
    story.referee.exposuresUpTo(SEEN_AGAIN);
    story.referee.permitOnly(PRIMARY_RUNS, BOTH_RUN);
    restartWith(
        () -> {
          patch("rbx", tls("{\"caSecretRef\": {\"name\": \"vcenter-sbg-ca\"}}"));
          patch("sbg", tls("{\"caSecretRef\": {\"name\": \"vcenter-rbx-ca\"}}"));
        });
    awaitRefused("rbx", "not issued by a trusted authority");
    awaitRefused("sbg", "not issued by a trusted authority");
    story.zerto.powersOn("docker-02");

    story.referee.permitOnly();
    patch("rbx", tls("{\"caSecretRef\": {\"name\": \"vcenter-rbx-ca\"}}"));
    Exposure.awaitSuspended(story, "docker-02");
    story.site("rbx").awaitCondition("Reachable", "True");
    awaitRefused("sbg", "not issued by a trusted authority");
    assertThat(Exposure.of(story, story.zerto, "docker-01")).isLessThan(Exposure.BOUND);

    patch("sbg", tls("{\"caSecretRef\": {\"name\": \"vcenter-sbg-ca\"}}"));
    assertMended();
  }

  @Test
  void aWrongPatchIsSaidAndTheSessionThatWorksGuardsOn() {
    story.awaitsApproval(PlanFixture.erp());

    patch("rbx", thumbprint(vCenters.sbg().thumbprint()));
    await("the patch is refused")
        .until(
            () ->
                story
                    .site("rbx")
                    .condition("Ready")
                    .filter(c -> c.getReason().equals("UntrustedCertificate"))
                    .isPresent());

    assertThat(story.site("rbx").condition("Reachable").orElseThrow().getStatus())
        .isEqualTo("True");
    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
    patch("rbx", thumbprint(vCenters.rbx().thumbprint()));
    story.site("rbx").awaitCondition("Ready", "True");
    assertThat(Exposure.of(story, story.zerto, "mysql-02")).isLessThan(Exposure.BOUND);
  }

  private void restartWith(Runnable edit) {
    story.operator.stop();
    edit.run();
    story.operator.start(story.namespace);
  }

  private void assertRefusedWhileThePrimaryIsGuarded(String why) {
    int logins = loginsAt("sbg");
    awaitRefused("sbg", why);
    story.site("rbx").awaitCondition("Reachable", "True");
    for (String vm : new String[] {"mysql-01", "docker-01"}) {
      assertThat(Exposure.of(story, story.zerto, vm)).isLessThan(Exposure.BOUND);
    }
    assertThat(loginsAt("sbg")).isEqualTo(logins);
  }

  private void awaitRefused(String site, String why) {
    await("%s is refused: %s".formatted(site, why))
        .until(
            () ->
                story
                    .site(site)
                    .condition("Reachable")
                    .filter(condition -> isRefusal(condition, why))
                    .isPresent());
  }

  private static boolean isRefusal(Condition condition, String why) {
    return condition.getStatus().equals("False")
        && condition.getReason().equals("UntrustedCertificate")
        && condition.getMessage().contains(why);
  }

  private void assertMended() {
    story.site("sbg").awaitCondition("Reachable", "True");
    story.site("sbg").awaitCondition("Ready", "True");
    assertThat(Exposure.of(story, story.zerto, "mysql-02")).isLessThan(Exposure.BOUND);
  }

  private int loginsAt(String site) {
    int count = 0;
    for (var login : control.get("/sites/" + site + "/logins").get("logins")) {
      if (login.get("user").asText().equals(vCenters.sbg().operator())) {
        count += login.get("success").asInt() + login.get("invalid").asInt();
      }
    }
    return count;
  }

  private void patch(String site, String vCenter) {
    story.alice.patches(story.site(site), "{\"spec\": {\"vcenter\": " + vCenter + "}}");
  }

  private static String tls(String tls) {
    return "{\"tls\": " + tls + "}";
  }

  private static String thumbprint(String thumbprint) {
    return tls("{\"caSecretRef\": null, \"thumbprint\": \"" + thumbprint + "\"}");
  }

  private static String at(String url, String tls) {
    return "{\"url\": \"" + url + "\", \"tls\": " + tls + "}";
  }

  private void authority(String secret, String pem) {
    Lab.shared()
        .admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(secret)
                .withNamespace(story.namespace)
                .endMetadata()
                .withStringData(Map.of("ca.crt", pem))
                .build())
        .forceConflicts()
        .serverSideApply();
  }
}
