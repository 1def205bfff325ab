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
  static final String[] CONNECTED_PATHS = {PowerStates.PATH, PowerStates.CONNECTION_PATH};

  private LivePower() {}

  /** What the vCenter reports, and unknown where the host is not connected. */
  static Map<MoRef, PowerState> ofConnected(
      Stubs stubs, ManagedObjectReference collector, Collection<MoRef> refs)
      throws VSphereException {
    Map<MoRef, PowerState> states = new LinkedHashMap<>();
    if (refs.isEmpty()) {
      return states;
    }
    for (ObjectContent object :
        Retrieval.of(stubs, collector, Specs.ofObjects(refs, "VirtualMachine", CONNECTED_PATHS))) {
      states.put(Refs.from(object.getObj()), connected(object));
    }
    return states;
  }

  /** The power of a VM that was read by {@link #CONNECTED_PATHS}. */
  static PowerState connected(ObjectContent object) {
    PowerState power = PowerState.UNKNOWN;
    ConnectionState connection = ConnectionState.NOT_CONNECTED;
    for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
      if (PowerStates.PATH.equals(property.getName())) {
        power = PowerStates.power(property.getVal());
      } else if (PowerStates.CONNECTION_PATH.equals(property.getName())) {
        connection = PowerStates.connection(property.getVal());
      }
    }
    return PowerStates.believed(power, connection);
  }
}
