package io.pra.failback.checks;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Secrets of one namespace that a test can change, and how often they were read. */
final class TestSecrets implements SecretSource {
  private final Map<String, Map<String, String>> byName = new ConcurrentHashMap<>();
  private final AtomicInteger reads = new AtomicInteger();

  TestSecrets put(String name, Map<String, String> values) {
    byName.put(name, values);
    return this;
  }

  int reads() {
    return reads.get();
  }

  @Override
  public Optional<Map<String, String>> read(String plan, String name) {
    reads.incrementAndGet();
    return Optional.ofNullable(byName.get(name));
  }
}
