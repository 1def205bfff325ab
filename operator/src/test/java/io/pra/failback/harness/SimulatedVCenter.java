package io.pra.failback.harness;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One of the two simulated vCenters, and what befalls it. */
public final class SimulatedVCenter {
  private static final Set<String> NAMED =
      Set.of("mysql-01", "mysql-02", "docker-01", "docker-02", "docker-03", "docker-04");

  private final Control control;
  private final String name;
  private final String path;

  SimulatedVCenter(Control control, String name) {
    this.control = control;
    this.name = name;
    this.path = "/sites/" + name;
  }

  /** rbx or sbg. */
  public String name() {
    return name;
  }

  /** Somebody who acts there: zerto or alice. */
  public Hand as(String user) {
    return new Hand(control, path, user);
  }

  public List<SimulatedVm> vms() {
    return control.vms(name);
  }

  public SimulatedVm vm(String vm) {
    return vms().stream().filter(one -> one.name().equals(vm)).findFirst().orElseThrow();
  }

  /** Names of the VMs that run. */
  public Set<String> running() {
    return named(true);
  }

  /** Names of the VMs that do not run. */
  public Set<String> down() {
    return named(false);
  }

  private Set<String> named(boolean runs) {
    Set<String> names = new TreeSet<>();
    vms().stream().filter(vm -> vm.runs() == runs).forEach(vm -> names.add(vm.name()));
    return names;
  }

  /** Connections are cut and refused, sessions lost; the VMs live on. */
  public void stops() {
    control.post(path + "/stop", Map.of());
  }

  public void starts() {
    control.post(path + "/start", Map.of());
  }

  /** A host loses its connection, so that the VM's state is not known, or finds it again. */
  public void connection(String vm, String state) {
    control.post(path + "/vms/" + vm + "/state", Map.of("connectionState", state));
  }

  /** Zerto re-creates a VM: the same machine under a new reference. */
  public void reregisters(String vm, String powerState) {
    control.post(path + "/vms/" + vm + "/reregister", Map.of("powerState", powerState));
  }

  /** A new VM with the site's markers. */
  public void creates(String vm, String powerState) {
    control.post(path + "/vms", Map.of("name", vm, "powerState", powerState));
  }

  /** A new VM of any looks, as the control endpoint takes them. */
  public void creates(Map<String, ?> vm) {
    control.post(path + "/vms", vm);
  }

  public void deletes(String vm) {
    control.delete(path + "/vms/" + vm);
  }

  /** A rule that makes calls fail, as the control endpoint takes them. */
  public void fails(Map<String, ?> rule) {
    control.post(path + "/faults", rule);
  }

  /** A rule that only delays. */
  public void delays(Map<String, ?> rule) {
    control.post(path + "/delays", rule);
  }

  public void works() {
    control.delete(path + "/faults");
    control.delete(path + "/delays");
  }

  /** How long a guest takes to shut down, and which do not listen. */
  public void guests(int shutdownMillis, String... ignoresShutdown) {
    control.post(
        path + "/guest",
        Map.of(
            "shutdownMillis",
            shutdownMillis,
            "ignoresShutdown",
            List.of(ignoresShutdown),
            "withoutTools",
            List.of()));
  }

  /** How often a SOAP method was called over the network since the test began. */
  public int calls(String method) {
    JsonNode count = control.get(path + "/calls").get("calls").get(method);
    return count == null ? 0 : count.asInt();
  }

  /** Its hosts, by name. */
  public List<String> hosts() {
    return control.get(path + "/hosts").get("hosts").findValuesAsText("name");
  }

  /** What the vCenter says of a host, as the control endpoint takes it. */
  public void host(String host, Map<String, ?> what) {
    control.post(path + "/hosts/" + host, what);
  }

  /** What the vCenter says of the datastore of all VMs. */
  public void datastore(Map<String, ?> what) {
    control.post(path + "/datastores/LocalDS_0", what);
  }

  /** What a VM is configured with. */
  public void size(String vm, int memoryMiB, int vCpus) {
    control.post(path + "/vms/" + vm + "/size", Map.of("memoryMiB", memoryMiB, "vCpus", vCpus));
  }

  /** What the vCenter says of a guest whose VMware Tools run: green, yellow, red or gray. */
  public void heartbeat(String vm, String status) {
    control.post(
        path + "/vms/" + vm + "/tools",
        Map.of("heartbeat", status, "running", true, "installed", true));
  }

  /** Any other part of the control endpoint: {@code post("/sessions/terminate", Map.of())}. */
  public JsonNode post(String subPath, Map<String, ?> body) {
    return control.post(path + subPath, body);
  }

  /** Guests that the last test has asked to shut down do so when their time is over. */
  private void awaitGuests() {
    if (calls("ShutdownGuest") > 0) {
      Duration longest =
          Duration.ofMillis(control.get(path + "/guest").get("shutdownMillis").asInt() + 100);
      await().pollDelay(longest).until(() -> true);
    }
  }

  /** As a lab is when it starts: its six VMs, all on or all off, and no faults. */
  public void reset(boolean running) {
    starts();
    control.delete(path + "/hang");
    control.delete(path + "/hosts");
    works();
    awaitGuests();
    guests(200);
    for (SimulatedVm vm : vms()) {
      if (!NAMED.contains(vm.name()) || !vm.folder().endsWith("production")) {
        control.delete(path + "/vms/" + vm.moRef());
        continue;
      }
      size(vm.moRef(), 2048, 2);
      if (!vm.connectionState().equals("connected")) {
        connection(vm.moRef(), "connected");
      }
      if (running && !vm.runs()) {
        as("zerto").does("on", vm.moRef());
      } else if (!running && !vm.powerState().equals("poweredOff")) {
        as("zerto").does("off", vm.moRef());
      }
    }
    for (String missing : NAMED) {
      if (vms().stream().noneMatch(vm -> vm.name().equals(missing))) {
        creates(missing, running ? "poweredOn" : "poweredOff");
      }
    }
    control.delete(path + "/calls");
  }
}
