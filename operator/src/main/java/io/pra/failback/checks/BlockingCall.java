package io.pra.failback.checks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call to a library that knows only blocking calls: on a thread of its own, and hung up from
 * outside when its time is over, so that the thread comes free.
 */
final class BlockingCall {
  private static final Logger log = LoggerFactory.getLogger(BlockingCall.class);

  private AutoCloseable open = () -> {};
  private boolean over;

  /** What blocks. It must hand what it opens to {@link #opened}. */
  interface Work<T> {
    T run(BlockingCall call) throws Exception;
  }

  /**
   * Begins it.
   *
   * @return fails with what the work threw, or within the timeout with a {@link
   *     java.util.concurrent.TimeoutException}
   */
  static <T> CompletableFuture<T> on(ExecutorService threads, Duration timeout, Work<T> work) {
    BlockingCall call = new BlockingCall();
    CompletableFuture<T> answer = new CompletableFuture<>();
    threads.execute(
        () -> {
          try {
            answer.complete(work.run(call));
          } catch (Exception e) {
            answer.completeExceptionally(e);
          } finally {
            call.end();
          }
        });
    return answer
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .whenCompleteAsync((done, failure) -> call.end(), threads);
  }

  /** What is to be closed at the end; at once if that has come already. */
  <R extends AutoCloseable> R opened(R resource) {
    boolean late;
    synchronized (this) {
      late = over;
      if (!late) {
        AutoCloseable before = open;
        open =
            () -> {
              close(resource);
              close(before);
            };
      }
    }
    if (late) {
      close(resource);
    }
    return resource;
  }

  private void end() {
    AutoCloseable last;
    synchronized (this) {
      over = true;
      last = open;
      open = () -> {};
    }
    close(last);
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      log.debug("connection ended badly reason={}", e.getClass().getSimpleName());
    }
  }
}
