package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiJsonTest {
  private final KubernetesSerialization json = ApiJson.serialization();

  @Test
  void whatIsWrittenIsReadBack() {
    FailbackPlan plan = json.unmarshal(Samples.PLAN, FailbackPlan.class);
    plan.setStatus(Samples.filled(FailbackPlanStatus.class));
    SiteState site = json.unmarshal(Samples.SITE, SiteState.class);
    site.setStatus(Samples.filled(SiteStateStatus.class));

    FailbackPlan planRead = json.unmarshal(json.asJson(plan), FailbackPlan.class);
    SiteState siteRead = json.unmarshal(json.asJson(site), SiteState.class);

    assertThat(planRead.getSpec()).isEqualTo(plan.getSpec());
    assertThat(planRead.getStatus()).isEqualTo(plan.getStatus());
    assertThat(siteRead.getSpec()).isEqualTo(site.getSpec());
    assertThat(siteRead.getStatus()).isEqualTo(site.getStatus());
  }

  @Test
  void timesAreWrittenAsRfc3339() {
    assertThat(json.asJson(Samples.filled(Rollback.class)))
        .contains("\"since\":\"2026-11-23T06:30:00.123456Z\"");
  }

  @Test
  void fieldsOfANewerVersionAreIgnored() {
    FailbackPlan plan =
        json.unmarshal(
            """
            {"apiVersion": "failback.pra.io/v1alpha1", "kind": "FailbackPlan",
             "metadata": {"name": "erp"},
             "spec": {"drill": {"every": "week"},
                      "primary": {"siteRef": {"name": "rbx", "zone": "a"}},
                      "checklist": [{"id": "rpo", "zerto": {"maxSeconds": 300}}]},
             "status": {"forecast": 1, "request": {"id": "3f9c2a1b", "quorum": 2}}}
            """,
            FailbackPlan.class);

    assertThat(plan.getSpec().primary().siteRef().name()).isEqualTo("rbx");
    assertThat(plan.getSpec().checklist()).extracting(ChecklistItem::id).containsExactly("rpo");
    assertThat(plan.getStatus().request().id()).isEqualTo("3f9c2a1b");
  }

  @Test
  void whatAWatchBringsIsKnownByItsKind() {
    assertThat(
            List.of(
                json.<Object>unmarshal("{\"apiVersion\": \"v1\", \"kind\": \"Status\"}"),
                json.<Object>unmarshal("{\"apiVersion\": \"v1\", \"kind\": \"Secret\"}"),
                json.<Object>unmarshal(Samples.PLAN),
                json.<Object>unmarshal(Samples.SITE)))
        .hasExactlyElementsOfTypes(Status.class, Secret.class, FailbackPlan.class, SiteState.class);
  }

  @Test
  void theEndOfAWatchIsUnderstood() {
    WatchEvent gone =
        json.unmarshal(
            """
            {"type": "ERROR", "object": {"apiVersion": "v1", "kind": "Status", "code": 410}}
            """,
            WatchEvent.class);

    assertThat(gone.getObject()).isInstanceOf(Status.class);
  }

  @Test
  void equalObjectsHaveEqualHashCodes() {
    FailbackPlan plan = json.unmarshal(Samples.PLAN, FailbackPlan.class);
    FailbackPlan same = json.unmarshal(Samples.PLAN, FailbackPlan.class);
    SiteState site = json.unmarshal(Samples.SITE, SiteState.class);
    SiteState other = json.unmarshal(Samples.SITE, SiteState.class);
    other.getMetadata().setName("other");

    assertThat(plan).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(site).isNotEqualTo(other);
  }

  @Test
  void valuesOfANewerVersionAreReadAsAbsent() {
    FailbackPlan plan =
        json.unmarshal(
            """
            {"apiVersion": "failback.pra.io/v1alpha1", "kind": "FailbackPlan",
             "metadata": {"name": "erp"},
             "spec": {"overlap": "Gradual", "guard": {"hold": "Freeze"}},
             "status": {"phase": "Holding", "authority": "Shared",
                        "waves": [{"name": "databases", "state": "Cooling"}]}}
            """,
            FailbackPlan.class);

    assertThat(plan.getSpec().overlap()).isEqualTo(Overlap.Forbidden);
    assertThat(plan.getSpec().guard().hold()).isEqualTo(Hold.Suspend);
    assertThat(plan.getStatus().phase()).isEqualTo(Phase.Holding);
    assertThat(plan.getStatus().authority()).isEqualTo(Authority.Unknown);
    assertThat(plan.getStatus().waves().get(0).state()).isNull();
  }

  @Test
  void whatYamlForbidsOrFoldsIsWrittenAsAnEscapeAndReadBackAsItWas() {
    String name = "mysql\n\u0007\u007f\u0085\u009b\u2028\ufeff é\ud83d\ude00";

    String written = json.asJson(Map.of("name", name));

    assertThat(written)
        .isEqualToIgnoringCase(
            "{\"name\":\"mysql\\n\\u0007\\u007f\\u0085\\u009b\\u2028\\ufeff é\ud83d\ude00\"}");
    Map<?, ?> read = json.unmarshal(written, Map.class);
    assertThat(read.get("name")).isEqualTo(name);
  }
}
