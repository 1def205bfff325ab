package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.VirtualMachineConnectionState;
import com.vmware.vim25.VirtualMachinePowerState;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.PowerState;

/** vSphere's states in the port's terms; whatever is not understood is unknown. */
final class PowerStates {
  static final String PATH = "runtime.powerState";
  static final String CONNECTION_PATH = "runtime.connectionState";

  private PowerStates() {}

  static PowerState power(Object value) {
    if (value instanceof VirtualMachinePowerState state) {
      return switch (state) {
        case poweredOn -> PowerState.POWERED_ON;
        case suspended -> PowerState.SUSPENDED;
        case poweredOff -> PowerState.POWERED_OFF;
      };
    }
    return PowerState.UNKNOWN;
  }

  /** What a host that is not connected last said is no knowledge. */
  static PowerState believed(PowerState reported, ConnectionState connection) {
    return connection == ConnectionState.CONNECTED ? reported : PowerState.UNKNOWN;
  }

  static ConnectionState connection(Object value) {
    return value == VirtualMachineConnectionState.connected
        ? ConnectionState.CONNECTED
        : ConnectionState.NOT_CONNECTED;
  }
}
