package io.pra.failback.harness;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Somebody who patches plans and sites, as {@code kubectl patch --type merge} does. */
public final class Person {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final String name;
  private final KubernetesClient client;

  Person(String name, KubernetesClient client) {
    this.name = name;
    this.client = client;
  }

  public String name() {
    return name;
  }

  /** Approves the request that is open now, and returns its id. */
  public String approves(LivePlan plan) {
    String request = plan.openRequest();
    approves(plan, request);
    return request;
  }

  /** Writes an approval of any request, open or not. */
  public void approves(LivePlan plan, String request) {
    patches(
        plan, "{\"spec\":{\"approvals\":{\"%s\":{\"request\":\"%s\"}}}}".formatted(name, request));
  }

  public void withdraws(LivePlan plan) {
    patches(plan, "{\"spec\":{\"approvals\":{\"%s\":null}}}".formatted(name));
  }

  /** Signs a manual item or vouches for an action, in the episode under way. */
  public void signsOff(LivePlan plan, String id) {
    signsOff(plan, id, plan.status().episode().id());
  }

  public void signsOff(LivePlan plan, String id, String episode) {
    patches(
        plan,
        "{\"spec\":{\"signOffs\":{\"%s\":{\"by\":\"%s\",\"request\":\"%s\"}}}}"
            .formatted(id, name, episode));
  }

  /** Aborts the episode under way. */
  public void aborts(LivePlan plan, String reason) {
    patches(
        plan,
        "{\"spec\":{\"abort\":{\"request\":\"%s\",\"by\":\"%s\",\"reason\":\"%s\"}}}"
            .formatted(plan.status().episode().id(), name, reason));
  }

  public void clearsAbort(LivePlan plan) {
    patches(plan, "{\"spec\":{\"abort\":null}}");
  }

  public void declaresFailover(LivePlan plan, String reason) {
    patches(
        plan,
        "{\"spec\":{\"declareFailover\":{\"by\":\"%s\",\"reason\":\"%s\"}}}"
            .formatted(name, reason));
  }

  /** Any merge patch of a plan. */
  public void patches(LivePlan plan, String json) {
    client.resource(plan.reference()).patch(MERGE, json);
  }

  /** Any merge patch of a site. */
  public void patches(LiveSite site, String json) {
    client.resource(site.reference()).patch(MERGE, json);
  }
}
