package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Objects;

/** A failback of one application, or one estate, from its recovery site to its primary. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("failbackplans")
@Singular("failbackplan")
@ShortNames("fbp")
@JsonClassDescription(
    "A failback of one application, or one estate, from its recovery site to its primary: the primary VMs are held until people have approved.")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Authority", jsonPath = ".status.authority")
@AdditionalPrinterColumn(name = "Held", jsonPath = ".status.held")
@AdditionalPrinterColumn(name = "Dual-Active", jsonPath = ".status.dualActive")
@AdditionalPrinterColumn(name = "Approved-By", jsonPath = ".status.approvers")
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class FailbackPlan extends CustomResource<FailbackPlanSpec, FailbackPlanStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /**
   * Of its identity: an informer puts objects in sets, and would walk spec and status each time.
   */
  @Override
  public int hashCode() {
    return getMetadata() == null ? 0 : Objects.hashCode(getMetadata().getUid());
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other);
  }
}
