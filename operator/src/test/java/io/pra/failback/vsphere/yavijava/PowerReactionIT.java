package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a power event to the suspend: how fast (printed, not judged), and with how many calls. */
@Timeout(120)
class PowerReactionIT {
  private static final int BURST = 100;
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final InventoryScope ALL = new InventoryScope(Optional.empty(), Set.of());

  @Test
  void aBurstIsSuspendedWithFewCallsBesidesTheSuspends() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try (VCenters vcenters = VCenters.start("reaction");
        VCenter vcenter = VCenters.login(vcenters.rbx());
        SiteWatch watch = vcenter.watchSite(ALL);
        TaskWatch tasks = vcenter.watchTasks()) {
      LabInfo.Site rbx = vcenters.rbx();
      List<VirtualMachine> vms =
          vcenter.read(ALL).stream()
              .filter(vm -> vm.name().startsWith("app-"))
              .limit(BURST)
              .toList();
      assertThat(watch.next(WAIT).keySet())
          .containsAll(vms.stream().map(VirtualMachine::ref).toList());
      print("single", single(vcenters, vcenter, watch, vms.subList(0, 20)));

      vcenters.control("DELETE", rbx, "/calls", "");
      String names = vms.stream().map(vm -> '"' + vm.name() + '"').collect(Collectors.joining(","));
      Future<JsonNode> burst =
          pool.submit(
              () ->
                  vcenters.control(
                      "POST",
                      rbx,
                      "/power",
                      "{\"op\":\"on\",\"concurrent\":true,\"names\":[" + names + "]}"));
      long before = System.nanoTime();
      Future<Set<MoRef>> ends = pool.submit(() -> untilAllHaveEnded(tasks));
      Set<MoRef> suspended = new HashSet<>();
      while (suspended.size() < BURST) {
        watch
            .next(WAIT)
            .forEach(
                (vm, state) -> {
                  if (state == PowerState.SUSPENDED) {
                    suspended.add(vm);
                  } else if (state == PowerState.POWERED_ON) {
                    var unused = pool.submit(() -> suspend(vcenter, tasks, vm));
                  }
                });
      }
      assertThat(ends.get()).hasSize(BURST);
      burst.get();
      System.out.printf(
          Locale.ROOT,
          "reaction of %d at once, all suspended and confirmed: %d ms%n",
          BURST,
          (System.nanoTime() - before) / 1_000_000);

      JsonNode calls = vcenters.control("GET", rbx, "/calls", "").get("calls");
      assertThat(calls.get("SuspendVM_Task").asInt()).isEqualTo(BURST);
      assertThat(calls.path("CreateFilter").asInt()).isLessThan(BURST / 2);
      assertThat(calls.path("RetrievePropertiesEx").asInt()).isLessThan(BURST);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Set<MoRef> untilAllHaveEnded(TaskWatch tasks) throws VSphereException {
    Set<MoRef> ended = new HashSet<>();
    while (ended.size() < BURST) {
      for (TaskWatch.EndedTask task : tasks.next(WAIT)) {
        assertThat(task.succeeded()).isTrue();
        assertThat(ended.add(task.task())).isTrue();
      }
    }
    return ended;
  }

  private static Void suspend(VCenter vcenter, TaskWatch tasks, MoRef vm) throws VSphereException {
    tasks.follow(List.of(vcenter.suspend(vm)));
    return null;
  }

  private static List<Long> single(
      VCenters vcenters, VCenter vcenter, SiteWatch watch, List<VirtualMachine> vms)
      throws VSphereException {
    List<Long> micros = new ArrayList<>();
    for (VirtualMachine vm : vms) {
      long before = System.nanoTime();
      vcenters.power(vcenters.rbx(), vm.name(), "on");
      until(watch, vm.ref(), PowerState.POWERED_ON);
      micros.add((System.nanoTime() - before) / 1_000);
      vcenter.suspend(vm.ref());
      until(watch, vm.ref(), PowerState.SUSPENDED);
    }
    return micros;
  }

  private static void until(SiteWatch watch, MoRef vm, PowerState state) throws VSphereException {
    PowerState seen = null;
    while (seen != state) {
      seen = watch.next(WAIT).get(vm);
    }
  }

  private static void print(String what, List<Long> micros) {
    Collections.sort(micros);
    System.out.printf(
        Locale.ROOT,
        "power-on call to SiteWatch.next, %s: p50 %d us, max %d us%n",
        what,
        micros.get(micros.size() / 2),
        micros.get(micros.size() - 1));
  }
}
