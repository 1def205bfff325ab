package io.pra.failback.vsphere;

import java.util.Map;
import java.util.Objects;

/**
 * One VM as its vCenter last described it.
 *
 * @param ref its current reference
 * @param name its inventory name; empty when unreadable
 * @param reportedPowerState what the vCenter reports; ask {@link #powerState()} instead
 * @param connection whether that report can be trusted
 * @param instanceUuid {@code config.instanceUuid}; empty when unreadable
 * @param biosUuid {@code config.uuid}; empty when unreadable
 * @param markers the requested keys of {@code config.extraConfig} that are set
 */
public record VirtualMachine(
    MoRef ref,
    String name,
    PowerState reportedPowerState,
    ConnectionState connection,
    String instanceUuid,
    String biosUuid,
    Map<String, String> markers) {

  public VirtualMachine {
    Objects.requireNonNull(ref, "ref");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(reportedPowerState, "reportedPowerState");
    Objects.requireNonNull(connection, "connection");
    Objects.requireNonNull(instanceUuid, "instanceUuid");
    Objects.requireNonNull(biosUuid, "biosUuid");
    markers = Map.copyOf(markers);
  }

  /** The power state that decisions use: what a disconnected host last said is no knowledge. */
  public PowerState powerState() {
    return connection == ConnectionState.CONNECTED ? reportedPowerState : PowerState.UNKNOWN;
  }

  /** Who this machine is within its site, across a change of {@link #ref()}. */
  public VmIdentity identity() {
    return new VmIdentity(name, instanceUuid, biosUuid);
  }

  public VirtualMachine withReportedPowerState(PowerState state) {
    return new VirtualMachine(ref, name, state, connection, instanceUuid, biosUuid, markers);
  }
}
