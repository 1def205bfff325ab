package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Phase;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.LiveSite;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A Secret that a SiteState names is not there, has not what it must have, or comes later. */
class MissingSecretIT {
  private static final String CREDENTIALS = "spec.vcenter.credentialsSecretRef";
  private static final String AUTHORITY = "spec.vcenter.tls.caSecretRef";

  @RegisterExtension final Story story = new Story();

  private final SiteFixture fixture = new SiteFixture(story);
  private final LabInfo.Site rbx = Lab.shared().info().vcenters().rbx();

  private LivePlan plan() {
    return story.applies(PlanFixture.erp().with("primary: {siteRef: {name: late}}"));
  }

  private void startsToHold(LiveSite site, LivePlan plan) {
    site.awaitCondition("Ready", "True");
    plan.awaitStatus("an episode", now -> now.phase().inEpisode());
    story.zertoRestores();
    plan.openRequest();
  }

  @Test
  void aSecretThatComesLaterIsTakenAndThePlanBegins() {
    LiveSite site = fixture.site("late", rbx.url().toString(), "coming", "vcenter-rbx-ca");
    LivePlan plan = plan();

    SiteFixture.awaitSays(
        site,
        "SecretMissing",
        CREDENTIALS + " names Secret coming, which does not exist",
        "create it with the key username, or correct the name");
    plan.awaitStalled("SiteUnreadable");
    assertThat(plan.condition("Stalled").getMessage()).contains("SiteState late");
    assertThat(story.referee.changes()).isEmpty();

    fixture.secret("coming", Map.of("username", rbx.operator(), "password", rbx.password()));
    startsToHold(site, plan);
  }

  @Test
  void aKeyThatIsMissingIsNamedUntilItIsThere() {
    fixture.secret("half", Map.of("username", rbx.operator()));
    LiveSite site = fixture.site("late", rbx.url().toString(), "half", "vcenter-rbx-ca");
    LivePlan plan = plan();

    SiteFixture.awaitSays(
        site,
        "SecretKeyMissing",
        CREDENTIALS + " names Secret half, which has no key password",
        "add the key");
    plan.awaitStalled("SiteUnreadable");

    fixture.secret("half", Map.of("username", rbx.operator(), "password", rbx.password()));
    startsToHold(site, plan);
  }

  @Test
  void anAuthorityWithoutItsKeyOrThatIsNoCertificateIsNamedToo() {
    fixture.secret("authority", Map.of("tls.crt", "under another key"));
    LiveSite site = fixture.site("late", rbx.url().toString(), "vcenter-rbx", "authority");

    SiteFixture.awaitSays(
        site, "SecretKeyMissing", AUTHORITY + " names Secret authority, which has no key ca.crt");

    fixture.secret("authority", Map.of("ca.crt", "no certificate at all"));
    SiteFixture.awaitSays(site, "UntrustedCertificate", "spec.vcenter.tls");
  }

  /** Nothing but these, by their names: it never asks for all. */
  @Test
  void secretsThatItMayNotReadAreNamedAndTheRightToThoseByTheirNamesWillDo() {
    fixture.secret("mine", Map.of("username", rbx.operator(), "password", rbx.password()));
    story.rights.areTakenAway("", "secrets", "list");
    try {
      LiveSite site = fixture.site("late", rbx.url().toString(), "mine", "vcenter-rbx-ca");
      LivePlan plan = plan();
      SiteFixture.awaitSays(
          site,
          "SecretForbidden",
          "the operator may not get, list and watch Secret ",
          "kubectl create rolebinding failback-operator-secrets -n " + story.namespace);

      story.rights.areGivenIn(
          story.namespace,
          """
          - apiGroups: [""]
            resources: [secrets]
            resourceNames: [mine, vcenter-rbx, vcenter-rbx-ca, vcenter-sbg, vcenter-sbg-ca]
            verbs: [get, list, watch]
          """);
      startsToHold(site, plan);
    } finally {
      story.rights.areGiven();
    }
  }

  @Test
  void whatWasReadStaysWhenTheRightIsTakenAwayAndTheGuardGoesOn() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();
    story.rights.areTakenAway("", "secrets", "list");
    try {
      assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
      assertThat(plan.openRequest()).isEqualTo(request);
      assertThat(story.site("rbx").condition("Ready").orElseThrow().getStatus()).isEqualTo("True");
    } finally {
      story.rights.areGiven();
    }
  }

  @Test
  void aSecretThatIsDeletedInAnEpisodeCostsNeitherTheHoldNorTheRequest() {
    LivePlan plan = story.awaitsApproval(PlanFixture.erp());
    String request = plan.openRequest();

    fixture.delete("vcenter-rbx");

    SiteFixture.awaitSays(
        story.site("rbx"),
        "SecretMissing",
        CREDENTIALS + " names Secret vcenter-rbx, which does not exist");
    assertThat(story.site("rbx").condition("Reachable").orElseThrow().getStatus())
        .isEqualTo("True");
    assertThat(Exposure.of(story, story.zerto, "mysql-01")).isLessThan(Exposure.BOUND);
    assertThat(plan.openRequest()).isEqualTo(request);

    fixture.secret("vcenter-rbx", Map.of("username", rbx.operator(), "password", rbx.password()));
    story.site("rbx").awaitCondition("Ready", "True");
    assertThat(Exposure.of(story, story.zerto, "docker-01")).isLessThan(Exposure.BOUND);
    assertThat(plan.phase()).isEqualTo(Phase.AwaitingApproval);
    assertThat(plan.openRequest()).isEqualTo(request);
  }
}
