package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pra.failback.faults.CrashedFailback.Death;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row 1, and with it rows 2, 3 and 4: a complete failback is played once and its external writes
 * are written down; then in rounds, in which the operator is killed again and again, right after a
 * write was carried out and before it learns of it, and started again. In round 0 it dies after
 * each step, in round n after the n-th write that follows a step: in all of them after every write
 * that there is.
 *
 * <p>All of it takes minutes. While something is looked for, {@code -Dfailback.crash.rounds=2-3}
 * plays these rounds only, and {@code -Dfailback.crash.overlap=Allowed} one overlap.
 */
class Fault01CrashIT {
  /** Each waits a third of its time, so that three keep two processors busy. */
  private static final int AT_ONCE = 3;

  private static final String ALL = "0-1000";
  private static final String ROUNDS = System.getProperty("failback.crash.rounds", ALL);
  private static final String OVERLAP = System.getProperty("failback.crash.overlap", "");

  @TempDir private static Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"Forbidden", "Allowed"})
  void killedAfterAnyWriteItComesToTheSameEnd(String overlap) throws Exception {
    assumeTrue(OVERLAP.isEmpty() || OVERLAP.equals(overlap), "the other overlap was asked for");
    ServerIdentity identity = ServerIdentity.create(directory, overlap, "ip:127.0.0.1");
    CrashedFailback.Played reference;
    try (OwnVCenters own = OwnVCenters.start("crash-" + overlap)) {
      reference = failback(own, identity, overlap, (write, sinceStep) -> false).play();
    }
    List<String> writes = reference.writes();
    System.out.printf("row 1, overlap %s: %d writes: %s%n", overlap, writes.size(), writes);
    long began = System.nanoTime();
    assertThat(writes).contains("PowerOnVM_Task", "ShutdownGuest", "POST /warm", "POST /dns");
    if (isPlayedWholly(overlap)) {
      assertThat(writes).contains("SuspendVM_Task");
    }

    Queue<Death> rounds = new ConcurrentLinkedQueue<>();
    IntStream.rangeClosed(0, reference.longest())
        .filter(Fault01CrashIT::isAsked)
        .forEach(round -> rounds.add((write, sinceStep) -> sinceStep == round));
    Outcome outcome = play(identity, overlap, rounds);
    if (ROUNDS.equals(ALL)) {
      // Not every two writes come in the same order each time: a round may miss the one it is for.
      writes.stream()
          .distinct()
          .filter(write -> !outcome.killedAfter.contains(write))
          .forEach(write -> rounds.add(afterOne(write)));
      outcome.add(play(identity, overlap, rounds));
    }
    System.out.printf(
        "row 1, overlap %s: %d deaths took %d s%n",
        overlap,
        outcome.killedAfter.size(),
        Duration.ofNanos(System.nanoTime() - began).toSeconds());
    assertThat(outcome.wrong).isEmpty();
    if (ROUNDS.equals(ALL)) {
      assertThat(outcome.killedAfter).as("died after").containsAll(writes);
    }
  }

  private static Death afterOne(String what) {
    AtomicBoolean dead = new AtomicBoolean();
    return (write, sinceStep) -> write.equals(what) && dead.compareAndSet(false, true);
  }

  private static Outcome play(ServerIdentity identity, String overlap, Queue<Death> deaths)
      throws Exception {
    Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
    ExecutorService players = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Outcome>> parts = new ArrayList<>();
      int count = Math.min(AT_ONCE, deaths.size());
      for (int player = 0; player < count; player++) {
        String name = "crash-%s-%d".formatted(overlap, player);
        parts.add(players.submit(() -> play(name, identity, overlap, deaths)));
      }
      for (Future<Outcome> part : parts) {
        outcome.add(part.get());
      }
    } finally {
      players.shutdownNow();
    }
    return outcome;
  }

  /** Until the failback is approved nothing goes by the overlap: one of them is enough for that. */
  private static boolean isPlayedWholly(String overlap) {
    return overlap.equals("Forbidden");
  }

  private static CrashedFailback failback(
      OwnVCenters own, ServerIdentity identity, String overlap, Death death) {
    return new CrashedFailback(own, identity, overlap, isPlayedWholly(overlap), death);
  }

  private static boolean isAsked(int round) {
    int dash = ROUNDS.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? ROUNDS : ROUNDS.substring(0, dash));
    int last = Integer.parseInt(ROUNDS.substring(dash + 1));
    return first <= round && round <= last;
  }

  private record Outcome(List<String> killedAfter, List<String> wrong) {
    private void add(Outcome other) {
      killedAfter.addAll(other.killedAfter);
      wrong.addAll(other.wrong);
    }
  }

  private static Outcome play(
      String name, ServerIdentity identity, String overlap, Queue<Death> deaths) throws Exception {
    Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
    try (OwnVCenters own = OwnVCenters.start(name)) {
      for (Death death = deaths.poll(); death != null; death = deaths.poll()) {
        CrashedFailback failback = failback(own, identity, overlap, death);
        try {
          failback.play();
        } catch (AssertionError | RuntimeException e) {
          outcome.wrong.add("%s: %s".formatted(failback.played(), e));
        }
        List<String> killedAfter = failback.played().killedAfter();
        outcome.killedAfter.addAll(killedAfter);
        System.out.printf("row 1, overlap %s: killed after %s%n", overlap, killedAfter);
      }
    }
    return outcome;
  }
}
