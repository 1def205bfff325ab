package io.pra.failback.api;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** How objects of the API are read and written; every client of the product is built with it. */
public final class ApiJson {
  private ApiJson() {}

  /**
   * A serialization by which an older operator survives a newer object: a value that an enum does
   * not know is read as absent, where it would otherwise end the watch. Fields that a record does
   * not know are ignored by the records themselves. What it writes is YAML as well.
   *
   * <p>It knows the kinds that watches bring by name. To have it look for all that there are would
   * load every kind of Kubernetes at the start of the process.
   */
  public static KubernetesSerialization serialization() {
    ObjectMapper mapper =
        new ObjectMapper().enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL);
    mapper.getFactory().setCharacterEscapes(new ApplyEscapes());
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
    serialization.registerKubernetesResource(Status.class);
    serialization.registerKubernetesResource(Secret.class);
    serialization.registerKubernetesResource(FailbackPlan.class);
    serialization.registerKubernetesResource(SiteState.class);
    return serialization;
  }
}
