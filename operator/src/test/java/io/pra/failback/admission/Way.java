package io.pra.failback.admission;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pra.failback.api.FailbackPlan;

/** The ways in which a client can change a field of an object. */
enum Way {
  MERGE {
    @Override
    void sets(KubernetesClient client, FailbackPlan plan, String field, String json) {
      client
          .resource(plan)
          .patch(
              PatchContext.of(PatchType.JSON_MERGE),
              "{\"spec\":{\"%s\":%s}}".formatted(field, json));
    }
  },
  JSON_PATCH {
    @Override
    void sets(KubernetesClient client, FailbackPlan plan, String field, String json) {
      client
          .resource(plan)
          .patch(
              PatchContext.of(PatchType.JSON),
              "[{\"op\":\"add\",\"path\":\"/spec/%s\",\"value\":%s}]".formatted(field, json));
    }
  },
  SERVER_SIDE_APPLY {
    @Override
    void sets(KubernetesClient client, FailbackPlan plan, String field, String json) {
      client
          .resource(plan)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager("writes-" + field)
                  .withForce(true)
                  .build(),
              """
              {"apiVersion":"failback.pra.io/v1alpha1","kind":"FailbackPlan",
               "metadata":{"name":"%s","namespace":"%s"},"spec":{"%s":%s}}"""
                  .formatted(
                      plan.getMetadata().getName(),
                      plan.getMetadata().getNamespace(),
                      field,
                      json));
    }
  };

  /** Sets a field of the spec to a value. */
  abstract void sets(KubernetesClient client, FailbackPlan plan, String field, String json);
}
