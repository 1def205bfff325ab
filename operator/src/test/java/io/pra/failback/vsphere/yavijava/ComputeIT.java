package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VirtualMachine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the adapter reads of clusters, hosts and datastores. */
@Timeout(60)
class ComputeIT {
  private static VCenters vcenters;
  private static LabInfo.Site rbx;
  private VCenter vcenter;

  @BeforeAll
  static void start() throws Exception {
    vcenters = VCenters.start("compute");
    rbx = vcenters.rbx();
  }

  @AfterAll
  static void stop() throws IOException {
    vcenters.close();
  }

  @BeforeEach
  void login() throws Exception {
    vcenter = VCenters.login(rbx);
    control("DELETE", "/hosts", "");
    control("DELETE", "/calls", "");
  }

  @AfterEach
  void logout() {
    vcenter.close();
  }

  private static JsonNode control(String method, String path, String body) {
    return vcenters.control(method, rbx, path, body);
  }

  /** Nobody waits for the end of a view, and it would be counted with later calls. */
  private List<MoRef> all() throws Exception {
    List<MoRef> vms =
        vcenter.read(new InventoryScope(Optional.empty(), Set.of())).stream()
            .map(VirtualMachine::ref)
            .toList();
    await("the view has ended")
        .until(() -> control("GET", "/calls", "").get("calls").has("DestroyView"));
    return vms;
  }

  private static String host(int which) {
    return control("GET", "/hosts", "").get("hosts").get(which).get("name").asText();
  }

  @Test
  void everyVmLeadsToItsClusterAllItsHostsAndItsDatastore() throws Exception {
    List<MoRef> vms = all();
    control("DELETE", "/calls", "");

    Compute compute = vcenter.inquiry().compute(vms);

    assertThat(compute.machines().keySet()).hasSize(250).containsExactlyInAnyOrderElementsOf(vms);
    assertThat(compute.clusters()).hasSize(1);
    MoRef cluster = compute.clusters().keySet().iterator().next();
    assertThat(compute.clusters().get(cluster).placesAtStart()).isTrue();
    assertThat(compute.clusters().get(cluster).hosts()).isEqualTo(compute.hosts().keySet());
    assertThat(compute.hosts()).hasSize(2);
    assertThat(compute.datastores()).hasSize(1);
    MoRef datastore = compute.datastores().keySet().iterator().next();
    compute
        .machines()
        .values()
        .forEach(
            machine -> {
              assertThat(machine.cluster()).contains(cluster);
              assertThat(compute.hosts()).containsKey(machine.host().orElseThrow());
              assertThat(machine.size()).contains(new Compute.Size(2048, 2, 0));
              assertThat(machine.datastores()).containsExactly(datastore);
              assertThat(machine.suspendsTo()).contains(datastore);
            });
    assertThat(compute.hosts().values())
        .allSatisfy(
            host -> {
              assertThat(host.connection()).isEqualTo("connected");
              assertThat(host.inMaintenance()).isFalse();
              assertThat(host.inStandby()).isFalse();
              assertThat(host.datastores()).contains(datastore);
              assertThat(host.figures().orElseThrow())
                  .isEqualTo(new Compute.Figures((64 + 4 * 250) * 1024L, 1404, 266, 532, 2294, 67));
            });
    assertThat(compute.datastores().get(datastore))
        .isEqualTo(new Compute.Datastore("LocalDS_0", true, Optional.of((1024 + 8 * 250) * 1024L)));
    JsonNode calls = control("GET", "/calls", "").get("calls");
    assertThat(calls.get("RetrievePropertiesEx").asInt()).isEqualTo(1);
    assertThat(calls.get("ContinueRetrievePropertiesEx").asInt()).isEqualTo(1);
    assertThat(calls).hasSize(2);
  }

  @Test
  void whatBefallsHostsAndDatastoresIsRead() throws Exception {
    control("POST", "/hosts/" + host(0), "{\"inMaintenance\": true, \"memoryMiB\": 4096}");
    control("POST", "/hosts/" + host(1), "{\"connectionState\": \"notResponding\"}");
    control("POST", "/datastores/LocalDS_0", "{\"accessible\": false, \"freeMiB\": 7}");

    Compute compute = vcenter.inquiry().compute(all().subList(0, 1));

    assertThat(named(compute, host(0)).inMaintenance()).isTrue();
    assertThat(named(compute, host(0)).figures().orElseThrow().memoryMiB()).isEqualTo(4096);
    assertThat(named(compute, host(1)).connection()).isEqualTo("notResponding");
    assertThat(compute.datastores().values())
        .containsExactly(new Compute.Datastore("LocalDS_0", false, Optional.of(7L)));
  }

  private static Compute.Host named(Compute compute, String name) {
    return compute.hosts().values().stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aVmThatIsGoneIsLeftOut() throws Exception {
    MoRef gone = new MoRef("VirtualMachine", "vm-99999");
    MoRef there = all().get(0);

    assertThat(vcenter.inquiry().compute(List.of(gone, there)).machines().keySet())
        .containsExactly(there);
    assertThat(vcenter.inquiry().compute(List.of())).isEqualTo(Compute.NOTHING);
  }
}
