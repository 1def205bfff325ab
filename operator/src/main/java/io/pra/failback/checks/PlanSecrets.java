package io.pra.failback.checks;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The Secrets that one plan names. Each read asks anew, so that a changed one counts at once. */
final class PlanSecrets {
  private final SecretSource source;
  private final String plan;
  private final Executor threads;

  /**
   * Secrets of a plan's namespace.
   *
   * @param threads on which a read may block
   */
  PlanSecrets(SecretSource source, String plan, Executor threads) {
    this.source = source;
    this.plan = plan;
    this.threads = threads;
  }

  /**
   * Reads what is needed, each Secret once.
   *
   * @return fails within the timeout, and always with {@link SecretUnavailableException}
   */
  CompletableFuture<SecretValues> read(Collection<SecretUse> uses, Duration timeout) {
    if (uses.isEmpty()) {
      return CompletableFuture.completedFuture(new SecretValues(Map.of()));
    }
    return CompletableFuture.supplyAsync(() -> readAll(uses), threads)
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(unavailable(failure)));
  }

  private SecretValues readAll(Collection<SecretUse> uses) {
    Map<String, Optional<Map<String, String>>> secrets = new HashMap<>();
    Map<SecretUse, String> values = new HashMap<>();
    for (SecretUse use : uses) {
      Map<String, String> secret =
          secrets
              .computeIfAbsent(use.secret(), name -> source.read(plan, name))
              .orElseThrow(() -> missing(use));
      String value = secret.getOrDefault(use.key(), "");
      if (!value.isEmpty()) {
        values.put(use, value);
      } else if (use.required()) {
        throw new SecretUnavailableException(
            "%s names Secret %s, which has no key %s: add the key to the Secret"
                .formatted(use.field(), use.secret(), use.key()));
      }
    }
    return new SecretValues(values);
  }

  private static SecretUnavailableException missing(SecretUse use) {
    return new SecretUnavailableException(
        "%s names Secret %s, which does not exist: create it with the key %s, or correct the name"
            .formatted(use.field(), use.secret(), use.key()));
  }

  private static SecretUnavailableException unavailable(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SecretUnavailableException known) {
        return known;
      }
      if (t instanceof TimeoutException) {
        return new SecretUnavailableException(
            "the API server did not tell a Secret of the plan in time");
      }
    }
    return new SecretUnavailableException(
        "a Secret of the plan cannot be read: " + thrown.getClass().getSimpleName());
  }
}
