package io.pra.failback.zerto;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sub-status of a VPG, in the order of its numbers. From 28 on the builds of Zerto do not agree
 * about the numbers, so that only the description counts there.
 */
public enum VpgActivity {
  NONE("None"),
  INITIAL_SYNC("InitialSync"),
  CREATING("Creating"),
  VOLUME_INITIAL_SYNC("VolumeInitialSync"),
  SYNC("Sync"),
  RECOVERY_POSSIBLE("RecoveryPossible"),
  DELTA_SYNC("DeltaSync"),
  NEEDS_CONFIGURATION("NeedsConfiguration"),
  ERROR("Error"),
  EMPTY_PROTECTION_GROUP("EmptyProtectionGroup"),
  DISCONNECTED_FROM_PEER_NO_RECOVERY_POINTS("DisconnectedFromPeerNoRecoveryPoints"),
  FULL_SYNC("FullSync"),
  VOLUME_DELTA_SYNC("VolumeDeltaSync"),
  VOLUME_FULL_SYNC("VolumeFullSync"),
  FAILING_OVER_COMMITTING("FailingOverCommitting"),
  FAILING_OVER_BEFORE_COMMIT("FailingOverBeforeCommit"),
  FAILING_OVER_ROLLING_BACK("FailingOverRollingBack"),
  PROMOTING("Promoting"),
  MOVING_COMMITTING("MovingCommitting"),
  MOVING_BEFORE_COMMIT("MovingBeforeCommit"),
  MOVING_ROLLING_BACK("MovingRollingBack"),
  DELETING("Deleting"),
  PENDING_REMOVE("PendingRemove"),
  BITMAP_SYNC("BitmapSync"),
  DISCONNECTED_FROM_PEER("DisconnectedFromPeer"),
  REPLICATION_PAUSED_USER_INITIATED("ReplicationPausedUserInitiated"),
  REPLICATION_PAUSED_SYSTEM_INITIATED("ReplicationPausedSystemInitiated"),
  RECOVERY_STORAGE_PROFILE_ERROR("RecoveryStorageProfileError"),
  BACKUP("Backup"),
  ROLLING_BACK("RollingBack"),
  RECOVERY_STORAGE_ERROR("RecoveryStorageError"),
  JOURNAL_STORAGE_ERROR("JournalStorageError"),
  VM_NOT_PROTECTED_ERROR("VmNotProtectedError"),
  /** A number or a name that is not known here, or a number that contradicts the name. */
  UNKNOWN("Unknown");

  /** Those about whose numbers the builds agree, by number. */
  private static final List<VpgActivity> NUMBERED = List.of(values()).subList(0, 28);

  private static final Map<String, VpgActivity> BY_NAME =
      Stream.of(values())
          .filter(activity -> activity != UNKNOWN)
          .collect(
              Collectors.toMap(activity -> VpgState.plain(activity.title), Function.identity()));

  private final String title;

  VpgActivity(String title) {
    this.title = title;
  }

  /** As Zerto writes it. */
  public String title() {
    return title;
  }

  static VpgActivity of(Optional<Integer> number, Optional<String> description) {
    boolean undisputed = number.isPresent() && number.get() >= 0 && number.get() < NUMBERED.size();
    VpgActivity numbered = undisputed ? NUMBERED.get(number.get()) : UNKNOWN;
    if (description.isEmpty()) {
      return numbered;
    }
    VpgActivity named = BY_NAME.getOrDefault(VpgState.plain(description.get()), UNKNOWN);
    boolean contradicts =
        number.isPresent() && (undisputed ? named != numbered : NUMBERED.contains(named));
    return contradicts ? UNKNOWN : named;
  }

  /** Whether a Move or Failover waits for its commit, so that a policy may decide for people. */
  public boolean isBeforeCommit() {
    return this == MOVING_BEFORE_COMMIT || this == FAILING_OVER_BEFORE_COMMIT;
  }

  /** Whether the journal takes in what is written, as it is written. */
  public boolean isInSync() {
    return this == NONE || this == SYNC;
  }

  /** Whether it moves on by itself, and only patience is wanted. */
  public boolean isUnderWay() {
    return switch (this) {
      case INITIAL_SYNC,
          CREATING,
          VOLUME_INITIAL_SYNC,
          SYNC,
          RECOVERY_POSSIBLE,
          DELTA_SYNC,
          FULL_SYNC,
          VOLUME_DELTA_SYNC,
          VOLUME_FULL_SYNC,
          FAILING_OVER_COMMITTING,
          PROMOTING,
          MOVING_COMMITTING,
          BITMAP_SYNC,
          NONE ->
          true;
      default -> false;
    };
  }
}
