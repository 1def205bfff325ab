package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pra.failback.vsphere.yavijava.ServerIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 1, and with it rows 2, 3 and 4: a complete failback is played once and its external writes
 * are written down; then once for each of them, with the operator killed right after the write was
 * carried out and before it learns of it, and started again.
 *
 * <p>All of it takes minutes. While something is looked for, {@code -Dfailback.crash.cuts=20-31}
 * kills after these writes only, and {@code -Dfailback.crash.overlap=Allowed} plays one overlap.
 */
class Fault01CrashIT {
  /** Each waits a third of its time, so that three keep two processors busy. */
  private static final int AT_ONCE = 3;

  /** Writes before the first action that an approval lets begin. */
  private static final int AROUND_THE_APPROVAL = 12;

  private static final String CUTS = System.getProperty("failback.crash.cuts", "1-1000");
  private static final String OVERLAP = System.getProperty("failback.crash.overlap", "");

  @TempDir private static Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"Forbidden", "Allowed"})
  void killedAfterAnyWriteItComesToTheSameEnd(String overlap) throws Exception {
    assumeTrue(OVERLAP.isEmpty() || OVERLAP.equals(overlap), "the other overlap was asked for");
    ServerIdentity identity = ServerIdentity.create(directory, overlap, "ip:127.0.0.1");
    List<String> writes;
    try (OwnVCenters own = OwnVCenters.start("crash-" + overlap)) {
      writes = new CrashedFailback(own, identity, overlap, Integer.MAX_VALUE).play();
    }
    System.out.printf("row 1, overlap %s: %d writes: %s%n", overlap, writes.size(), writes);
    long began = System.nanoTime();
    assertThat(writes)
        .contains("PowerOnVM_Task", "SuspendVM_Task", "ShutdownGuest", "POST /warm", "POST /dns");

    Queue<Integer> cuts =
        new ConcurrentLinkedQueue<>(
            IntStream.rangeClosed(first(overlap, writes), writes.size())
                .filter(cut -> isNews(overlap, writes.get(cut - 1)))
                .filter(Fault01CrashIT::isAsked)
                .boxed()
                .toList());
    assertThat(cuts).as("writes to kill after").isNotEmpty();
    ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<List<String>>> parts = new ArrayList<>();
      for (int player = 0; player < AT_ONCE; player++) {
        String name = "crash-%s-%d".formatted(overlap, player);
        parts.add(players.submit(() -> play(name, identity, overlap, cuts)));
      }
      List<String> wrong = new ArrayList<>();
      for (Future<List<String>> part : parts) {
        wrong.addAll(part.get());
      }
      System.out.printf(
          "row 1, overlap %s: took %d s%n",
          overlap, Duration.ofNanos(System.nanoTime() - began).toSeconds());
      assertThat(wrong).isEmpty();
    } finally {
      players.shutdownNow();
    }
  }

  /**
   * The first write to kill after. Until the failback is approved nothing goes by the overlap: what
   * was played with one is not played again with the other.
   */
  private static int first(String overlap, List<String> writes) {
    return overlap.equals("Forbidden") ? 1 : writes.indexOf("POST /warm") - AROUND_THE_APPROVAL;
  }

  /** No site knows of a plan's overlap: what is written of sites is played with one of them. */
  private static boolean isNews(String overlap, String write) {
    return overlap.equals("Forbidden") || !write.matches("PATCH /sitestates/.*/status");
  }

  private static boolean isAsked(int cut) {
    int dash = CUTS.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? CUTS : CUTS.substring(0, dash));
    int last = Integer.parseInt(CUTS.substring(dash + 1));
    return first <= cut && cut <= last;
  }

  private static List<String> play(
      String name, ServerIdentity identity, String overlap, Queue<Integer> cuts) throws Exception {
    List<String> wrong = new ArrayList<>();
    try (OwnVCenters own = OwnVCenters.start(name)) {
      for (Integer cut = cuts.poll(); cut != null; cut = cuts.poll()) {
        CrashedFailback failback = new CrashedFailback(own, identity, overlap, cut);
        try {
          failback.play();
        } catch (AssertionError | RuntimeException e) {
          System.out.printf("row 1, overlap %s, killed after write %d: %s%n", overlap, cut, e);
          wrong.add("killed after write %d, %s: %s".formatted(cut, failback.writes(), e));
        }
      }
    }
    return wrong;
  }
}
