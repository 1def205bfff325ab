package io.pra.failback.threads;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes daemon threads; all of one factory have the same name. */
public final class Daemons {
  private static final Duration IDLE = Duration.ofSeconds(10);

  private Daemons() {}

  public static ThreadFactory named(String name) {
    return task -> {
      Thread daemon = new Thread(task, name);
      daemon.setDaemon(true);
      return daemon;
    };
  }

  /** A thread for each task that runs, so that none waits for another, and none for long beside. */
  public static ExecutorService oneForEachTask(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE.toMillis(),
        TimeUnit.MILLISECONDS,
        new SynchronousQueue<>(),
        named(name));
  }
}
