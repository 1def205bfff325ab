package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import io.pra.failback.vsphere.MoRef;

/** References, in the port's terms and in yavijava's. */
final class Refs {
  static final ManagedObjectReference SERVICE_INSTANCE =
      of(new MoRef("ServiceInstance", "ServiceInstance"));

  private Refs() {}

  static ManagedObjectReference of(MoRef ref) {
    ManagedObjectReference wire = new ManagedObjectReference();
    wire.setType(ref.type());
    wire.setVal(ref.value());
    return wire;
  }

  /** Null if the reply had none. */
  static MoRef from(ManagedObjectReference wire) {
    return wire == null ? null : new MoRef(wire.getType(), wire.getVal());
  }
}
