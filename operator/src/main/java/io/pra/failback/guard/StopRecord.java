package io.pra.failback.guard;

import io.pra.failback.vsphere.PowerEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a vCenter has recorded of how a held VM was stopped.
 *
 * @param id names the stop for ever and to everybody who asks this vCenter; empty if it has
 *     recorded none by the operator's account
 * @param at when, by the operator's clock; empty likewise
 * @param startedBy who had started the VM; empty if it is not recorded
 */
public record StopRecord(Optional<String> id, Optional<Instant> at, Optional<String> startedBy) {
  /** Nothing could be learnt. */
  static final StopRecord NONE =
      new StopRecord(Optional.empty(), Optional.empty(), Optional.empty());

  private static final int ID_BYTES = 10;

  /**
   * A stop that a vCenter has recorded.
   *
   * @param clockAhead how far its clock is ahead
   */
  static StopRecord of(
      String vCenter, PowerEvent stop, Duration clockAhead, Optional<String> startedBy) {
    return new StopRecord(
        Optional.of(id(vCenter, stop)), Optional.of(stop.at().minus(clockAhead)), startedBy);
  }

  /** The time is in it for a vCenter that begins to count anew, as after a restore. */
  private static String id(String vCenter, PowerEvent stop) {
    String text = "%s/%d/%s".formatted(vCenter, stop.key(), stop.at());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }
}
