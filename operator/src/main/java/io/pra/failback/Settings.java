package io.pra.failback;

import io.pra.failback.leader.LeaseSettings;
import java.net.InetSocketAddress;
import java.util.Set;

/**
 * How the operator runs.
 *
 * @param namespaces to watch; empty for all
 * @param endpoints where metrics and health are served
 * @param instance names this process in Events
 * @param lease by which processes agree on a leader
 * @param guardedApprovals whether approvals are refused where nothing checks who gives them
 */
public record Settings(
    Set<String> namespaces,
    InetSocketAddress endpoints,
    String instance,
    LeaseSettings lease,
    boolean guardedApprovals) {
  public Settings {
    namespaces = Set.copyOf(namespaces);
  }
}
