package io.pra.failback.story;

import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pra.failback.api.Phase;
import io.pra.failback.api.SiteState;
import io.pra.failback.harness.Control;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.harness.OperatorProcess;
import io.pra.failback.harness.PlanFixture;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A whole failback while all of the operator and of its libraries logs all that it can: no secret
 * is in anything that it writes.
 */
class CanaryIT {
  private static final String TOKEN = "canary-of-a-token-7f3d9a";

  private final OperatorProcess operator = new OperatorProcess().atTrace();

  @RegisterExtension final Story story = new Story(operator);

  private final Lab lab = Lab.shared();

  @Test
  void noSecretIsInAnythingThatItWrites() {
    assertThat(
            lab.kubectl(
                    "",
                    story.namespace,
                    "create",
                    "secret",
                    "generic",
                    "canary",
                    "--from-literal=authorization=" + TOKEN)
                .exitCode())
        .isZero();
    story.web.answers("/ready", 200);
    story.web.answers("/dns", 200);
    LivePlan plan = story.awaitsApproval(plan());
    story.approves(plan);
    plan.await(Phase.Completed);
    story.referee.permitOnly(PRIMARY_RUNS);
    plan.awaitStatus("the report is written", now -> now.reports().head() != null);

    Map<String, String> written = written(plan);
    // What is searched is what there is to search: the operator was talkative, and everything is
    // there.
    assertThat(written.get("log")).contains("TRACE", "action ended", "io.fabric8");
    assertThat(written.get("config maps")).contains("erp-episode-1", "<html");
    assertThat(story.web.asked("/dns")).hasSize(1);
    for (String secret : secrets()) {
      for (String form : forms(secret)) {
        written.forEach(
            (what, text) ->
                assertThat(text.contains(form))
                    .as("%s holds %s", what, form.substring(0, 4) + "...")
                    .isFalse());
      }
    }
  }

  private PlanFixture plan() {
    return PlanFixture.erp()
        .with(
            """
            checklist:
              - id: ready
                intervalSeconds: 1
                http: {url: "%1$s", headers: [{name: Authorization, valueFrom: {secretKeyRef: {name: canary, key: authorization}}}]}
            cutover:
              - id: dns
                http: {url: "%2$s", method: POST, headers: [{name: Authorization, valueFrom: {secretKeyRef: {name: canary, key: authorization}}}]}
            """
                .formatted(story.web.url("/ready"), story.web.url("/dns")));
  }

  /** Passwords, session cookies, and the token of the plan. */
  private List<String> secrets() {
    List<String> secrets = new ArrayList<>(List.of(TOKEN));
    for (LabInfo.Site site : List.of(lab.info().vcenters().rbx(), lab.info().vcenters().sbg())) {
      secrets.add(site.password());
      JsonNode cookies =
          new Control(lab.info().control())
              .get("/sites/" + site.site() + "/sessions")
              .path("cookies");
      assertThat(cookies).as("open sessions at " + site.site()).isNotEmpty();
      cookies.forEach(cookie -> secrets.add(cookie.asText()));
    }
    return secrets;
  }

  /** As it is, as an HTTP header or a Secret has it, and as a URL does. */
  private static List<String> forms(String secret) {
    String base64 = Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
    // The end of the text depends on what follows in the same encoding.
    return List.of(
        secret, base64.substring(0, base64.length() - 4), URLEncoder.encode(secret, UTF_8));
  }

  private Map<String, String> written(LivePlan plan) {
    Map<String, String> written = new LinkedHashMap<>();
    written.put("metrics", operator.get("/metrics"));
    written.put("readiness", operator.get("/readyz"));
    written.put("plan", Serialization.asYaml(plan.now()));
    written.put(
        "sites",
        Serialization.asYaml(
            lab.admin().resources(SiteState.class).inNamespace(story.namespace).list().getItems()));
    written.put(
        "events",
        Serialization.asYaml(lab.admin().v1().events().inNamespace(story.namespace).list()));
    written.put(
        "config maps",
        Serialization.asYaml(lab.admin().configMaps().inNamespace(story.namespace).list()));
    story.operator.stop();
    written.put("log", operator.said());
    return written;
  }
}
