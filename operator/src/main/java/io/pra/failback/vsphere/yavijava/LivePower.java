package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VSphereException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The power of some VMs as it is now. */
final class LivePower {
  private LivePower() {}

  /** What the vCenter reports, whether or not the host is connected. */
  static Map<MoRef, PowerState> of(
      Stubs stubs, ManagedObjectReference collector, Collection<MoRef> refs)
      throws VSphereException {
    return read(stubs, collector, refs, PowerStates.PATH);
  }

  /** The same, but unknown where the host is not connected. */
  static Map<MoRef, PowerState> ofConnected(
      Stubs stubs, ManagedObjectReference collector, Collection<MoRef> refs)
      throws VSphereException {
    return read(stubs, collector, refs, PowerStates.PATH, PowerStates.CONNECTION_PATH);
  }

  private static Map<MoRef, PowerState> read(
      Stubs stubs, ManagedObjectReference collector, Collection<MoRef> refs, String... paths)
      throws VSphereException {
    Map<MoRef, PowerState> states = new LinkedHashMap<>();
    if (refs.isEmpty()) {
      return states;
    }
    boolean connectionMatters = paths.length > 1;
    for (ObjectContent object :
        Retrieval.of(stubs, collector, Specs.ofObjects(refs, "VirtualMachine", paths))) {
      PowerState power = PowerState.UNKNOWN;
      ConnectionState connection = ConnectionState.NOT_CONNECTED;
      for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
        if (PowerStates.PATH.equals(property.getName())) {
          power = PowerStates.power(property.getVal());
        } else if (PowerStates.CONNECTION_PATH.equals(property.getName())) {
          connection = PowerStates.connection(property.getVal());
        }
      }
      boolean believed = !connectionMatters || connection == ConnectionState.CONNECTED;
      states.put(Refs.from(object.getObj()), believed ? power : PowerState.UNKNOWN);
    }
    return states;
  }
}
