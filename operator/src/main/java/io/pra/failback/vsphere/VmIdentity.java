package io.pra.failback.vsphere;

/**
 * Who a VM is within its site: the same machine if the instance UUID is the same, or else if BIOS
 * UUID and name are. Zerto re-creates VMs under new references and may give them a new instance
 * UUID.
 *
 * @param name inventory name
 * @param instanceUuid vCenter's UUID of the VM; empty when unknown
 * @param biosUuid SMBIOS UUID; empty when unknown
 */
public record VmIdentity(String name, String instanceUuid, String biosUuid) {
  public boolean isSameMachineAs(VmIdentity other) {
    if (!instanceUuid.isEmpty() && instanceUuid.equals(other.instanceUuid)) {
      return true;
    }
    return !biosUuid.isEmpty() && biosUuid.equals(other.biosUuid) && name.equals(other.name);
  }
}
