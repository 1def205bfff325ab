package io.pra.failback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Starts the operator before an API server and a vCenter that say just enough for a first
 * suspension, and ends. Run while the product is built, so that the JVM can write down the classes
 * that a start needs (a class-data archive). See {@code deploy/bin/failback-operator}.
 */
public final class Rehearsal {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration APPLAUSE = Duration.ofSeconds(2);

  private Rehearsal() {}

  /**
   * Rehearses.
   *
   * @param args those of {@link FailbackOperator}
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("rehearsal");
    boolean seen;
    try (RehearsalStage stage = RehearsalStage.open(folder)) {
      Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), stage.kubeconfig());
      System.setProperty("kubeconfig", kubeconfig.toString());
      Thread operator = new Thread(() -> FailbackOperator.main(args), "operator");
      operator.setDaemon(true);
      operator.start();
      seen = stage.awaitSuspension(PATIENCE);
      // What follows a suspension is of use in the archive, too.
      Thread.sleep(APPLAUSE.toMillis());
      Files.delete(kubeconfig);
    } finally {
      Files.deleteIfExists(folder);
    }
    System.out.println(seen ? "rehearsal: a VM was suspended" : "rehearsal: no VM was suspended");
    System.exit(0);
  }
}
