package io.pra.failback;

import java.net.InetSocketAddress;
import java.util.Set;

/**
 * How the operator runs.
 *
 * @param namespaces to watch; empty for all
 * @param endpoints where metrics and health are served
 * @param instance names this process in Events
 */
public record Settings(Set<String> namespaces, InetSocketAddress endpoints, String instance) {
  public Settings {
    namespaces = Set.copyOf(namespaces);
  }
}
