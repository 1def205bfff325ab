package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedEntityStatus;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.VirtualMachineConnectionState;
import com.vmware.vim25.VirtualMachinePowerState;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.GuestTools.Heartbeat;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what VMware Tools tell of VMs. */
final class GuestReading {
  private static final String POWER = "runtime.powerState";
  private static final String CONNECTION = "runtime.connectionState";
  private static final String HEARTBEAT = "guestHeartbeatStatus";
  private static final String RUNNING = "guest.toolsRunningStatus";
  private static final String VERSION = "guest.toolsVersionStatus2";

  /** Values of {@code VirtualMachineToolsRunningStatus}: scripts are run by Tools that run. */
  private static final Set<Object> THAT_RUN =
      Set.of("guestToolsRunning", "guestToolsExecutingScripts");

  private GuestReading() {}

  static PropertyFilterSpec spec(Collection<MoRef> virtualMachines) {
    return Specs.ofObjects(
        virtualMachines, "VirtualMachine", POWER, CONNECTION, HEARTBEAT, RUNNING, VERSION);
  }

  static Map<MoRef, GuestTools> of(List<ObjectContent> objects) {
    Map<MoRef, GuestTools> all = new HashMap<>();
    for (ObjectContent object : objects) {
      Map<String, Object> read = new HashMap<>();
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        read.put(property.getName(), property.getVal());
      }
      all.put(Refs.from(object.getObj()), describe(read));
    }
    return all;
  }

  private static GuestTools describe(Map<String, Object> read) {
    boolean connected = read.get(CONNECTION) == VirtualMachineConnectionState.connected;
    boolean running = read.containsKey(RUNNING) && THAT_RUN.contains(read.get(RUNNING));
    return new GuestTools(
        connected ? power(read.get(POWER)) : PowerState.UNKNOWN,
        running || !"guestToolsNotInstalled".equals(read.get(VERSION)),
        running,
        heartbeat(read.get(HEARTBEAT)));
  }

  private static PowerState power(Object value) {
    return value instanceof VirtualMachinePowerState state
        ? switch (state) {
          case poweredOn -> PowerState.POWERED_ON;
          case poweredOff -> PowerState.POWERED_OFF;
          case suspended -> PowerState.SUSPENDED;
        }
        : PowerState.UNKNOWN;
  }

  private static Heartbeat heartbeat(Object value) {
    return value instanceof ManagedEntityStatus status
        ? switch (status) {
          case green -> Heartbeat.GREEN;
          case yellow -> Heartbeat.YELLOW;
          case red -> Heartbeat.RED;
          case gray -> Heartbeat.GRAY;
        }
        : Heartbeat.GRAY;
  }
}
