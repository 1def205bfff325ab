package io.pra.failback.vsphere;

/**
 * A managed object reference: names one object of one vCenter until that object is unregistered. A
 * VM that Zerto re-creates gets a new one, so it never identifies a machine for longer than a
 * session: see {@link VirtualMachine#identity()}.
 *
 * @param type the managed type, {@code VirtualMachine} or {@code Task}
 * @param value the vCenter's own key, {@code vm-42}
 */
public record MoRef(String type, String value) {
  @Override
  public String toString() {
    return value;
  }
}
