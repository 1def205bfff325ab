package io.pra.failback.leader;

import java.time.Duration;
import java.util.Objects;

/**
 * How long another holder's lease has been silent. Judged by how long this process has seen it
 * unchanged, on its own monotonic clock: the times written in a lease are another machine's, and
 * wall clocks jump.
 */
final class Rivals {
  private String version;
  private long since;

  /**
   * Takes in what was read.
   *
   * @param readVersion the lease's resource version
   * @param now monotonic, in nanoseconds, before the read began
   */
  void saw(String readVersion, long now) {
    if (!Objects.equals(version, readVersion)) {
      version = readVersion;
      since = now;
    }
  }

  /** Whether what was seen last has not changed for this long. */
  boolean silentFor(Duration duration, long now) {
    return version != null && now - since >= duration.toNanos();
  }
}
