package io.pra.failback.vsphere;

import java.util.Optional;
import java.util.Set;

/**
 * Which VMs of a vCenter are observed, and what of them.
 *
 * @param folder inventory path of the folder that holds them, at any depth; empty for the whole
 *     vCenter
 * @param markers keys of {@code config.extraConfig} to read
 */
public record InventoryScope(Optional<String> folder, Set<String> markers) {
  public InventoryScope {
    markers = Set.copyOf(markers);
  }
}
