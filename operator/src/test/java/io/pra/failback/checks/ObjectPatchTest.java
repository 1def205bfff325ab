package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.Action;
import io.pra.failback.api.KubernetesPatch;
import io.pra.failback.checks.ActionOutcome.Kind;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPatchTest {
  private static final ClusterObjects.Ref SERVICE =
      new ClusterObjects.Ref("default/erp", "v1", "Service", "erp");
  private static final String TO_RBX = "{spec: {selector: {site: rbx, standby: null}}}";

  private final Attempts attempts = new Attempts();

  @BeforeEach
  void theServiceSelectsTheRecovery() {
    attempts.objects.put(
        SERVICE,
        json(
            """
            {"metadata": {"name": "erp", "resourceVersion": "1", "managedFields": []},
             "spec": {"selector": {"app": "erp", "site": "sbg", "standby": "true"}}}
            """));
  }

  @AfterEach
  void stop() {
    attempts.close();
  }

  private static ObjectNode json(String text) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(text);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private ActionOutcome patched(String patch, boolean resumed) throws Exception {
    return carriedOut(new KubernetesPatch("v1", "Service", "erp", patch), resumed);
  }

  private ActionOutcome carriedOut(KubernetesPatch patch, boolean resumed) throws Exception {
    Action action = new Action("dns", null, null, null, null, null, null, null, patch, null, null);
    ActionRun run =
        new ActionRun(
            "default/erp",
            "uid",
            "episode-1/1/dns",
            action,
            null,
            Attempts.TIMEOUT,
            false,
            "",
            resumed);
    return Deeds.of(run, attempts.network()).carryOut().get(30, TimeUnit.SECONDS);
  }

  private JsonNode selector() {
    return attempts.objects.now(SERVICE).at("/spec/selector");
  }

  private static Runnable trouble(boolean saidNo, String message) {
    return () -> {
      throw new ClusterTroubleException(saidNo, message);
    };
  }

  @Test
  void mergesIntoWhatIsThere() throws Exception {
    assertThat(patched(TO_RBX, false))
        .isEqualTo(new ActionOutcome(Kind.SUCCEEDED, "Service erp is patched"));
    assertThat(selector()).isEqualTo(json("{\"app\": \"erp\", \"site\": \"rbx\"}"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsAsItMustBeIsNotWritten(boolean resumed) throws Exception {
    patched(TO_RBX, false);

    assertThat(patched(TO_RBX, resumed))
        .isEqualTo(new ActionOutcome(Kind.SUCCEEDED, "Service erp is as it must be"));
    assertThat(attempts.objects.written()).hasSize(1);
  }

  @Test
  void afterARestartItIsDoneWhereItsEffectIsNotThere() throws Exception {
    assertThat(patched(TO_RBX, true).kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(attempts.objects.written()).hasSize(1);
  }

  @Test
  void whereTheAnswerWasLostTheEffectIsFound() throws Exception {
    attempts.objects.afterAWrite(trouble(false, "no answer"));

    assertThat(patched(TO_RBX, false))
        .isEqualTo(new ActionOutcome(Kind.SUCCEEDED, "Service erp is as it must be"));
    assertThat(attempts.objects.written()).hasSize(1);
  }

  @Test
  void aConflictIsTriedOnceMore() throws Exception {
    attempts.objects.beforeAMerge(() -> {}).beforeAMerge(trouble(false, "conflict"));

    assertThat(patched(TO_RBX, false).kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(attempts.objects.written()).hasSize(1);
  }

  @Test
  void aRefusalIsDefinite() throws Exception {
    attempts.objects.beforeAMerge(trouble(true, "the operator may not"));

    assertThat(patched(TO_RBX, false))
        .isEqualTo(new ActionOutcome(Kind.REFUSED, "the operator may not"));
    assertThat(attempts.objects.written()).isEmpty();
  }

  @Test
  void whatMayHaveBeenDoneBeforeARestartStaysUnknownWhileItCannotBeLookedFor() throws Exception {
    attempts.objects.beforeAMerge(trouble(true, "the operator may not"));

    assertThat(patched(TO_RBX, true))
        .isEqualTo(
            new ActionOutcome(
                Kind.UNKNOWN, "its effect cannot be looked for: the operator may not"));
  }

  @Test
  void whatIsLostAgainAndAgainIsUnknown() throws Exception {
    attempts
        .objects
        .beforeAMerge(() -> {})
        .beforeAMerge(trouble(false, "no answer"))
        .beforeAMerge(trouble(false, "no answer"));

    assertThat(patched(TO_RBX, false).kind()).isEqualTo(Kind.UNKNOWN);
  }

  @Test
  void anObjectThatIsMissingIsNamed() throws Exception {
    assertThat(carriedOut(new KubernetesPatch("v1", "Service", "crm", TO_RBX), false))
        .isEqualTo(
            new ActionOutcome(
                Kind.NOT_DONE,
                "there is no Service crm in the plan's namespace: create it, or correct kubernetesPatch"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec", "[1, 2]", "{}", "{spec: [", "- a"})
  void whatIsNoMergePatchIsNotSent(String patch) throws Exception {
    ActionOutcome outcome = patched(patch, false);

    assertThat(outcome.kind()).isEqualTo(Kind.NOT_DONE);
    assertThat(outcome.message()).startsWith("kubernetesPatch.patch ");
  }

  @ParameterizedTest
  @CsvSource({
    "v1, Secret",
    "v1, secret",
    "v1, ConfigMap",
    "v1, ServiceAccount",
    "v1, Event",
    "failback.pra.io/v1alpha1, SiteState",
    "failback.pra.io/v2, FailbackPlan",
    "rbac.authorization.k8s.io/v1, RoleBinding",
    "coordination.k8s.io/v1, Lease",
    "events.k8s.io/v1, Event"
  })
  void whatWouldRaiseSomebodysRightsIsOutOfReach(String apiVersion, String kind) throws Exception {
    assertThat(carriedOut(new KubernetesPatch(apiVersion, kind, "erp", TO_RBX), false))
        .isEqualTo(new ActionOutcome(Kind.NOT_DONE, KubernetesPatch.UNTOUCHABLE));
  }
}
