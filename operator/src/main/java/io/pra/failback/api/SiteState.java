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

/** One vSphere site: its vCenter, its VMs, and what they are wanted to do. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Plural("sitestates")
@Singular("sitestate")
@ShortNames("site")
@JsonClassDescription("One vSphere site: its vCenter, its VMs, and what they are wanted to do.")
@AdditionalPrinterColumn(name = "Activity", jsonPath = ".spec.activity")
@AdditionalPrinterColumn(name = "Observed", jsonPath = ".status.activity")
@AdditionalPrinterColumn(
    name = "VMs",
    jsonPath = ".status.virtualMachines.total",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "On",
    jsonPath = ".status.virtualMachines.poweredOn",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Suspended",
    jsonPath = ".status.virtualMachines.suspended",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Off",
    jsonPath = ".status.virtualMachines.poweredOff",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
    name = "Reachable",
    jsonPath = ".status.conditions[?(@.type=='Reachable')].status")
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
public class SiteState extends CustomResource<SiteStateSpec, SiteStateStatus>
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
