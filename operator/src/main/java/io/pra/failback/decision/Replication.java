package io.pra.failback.decision;

import io.pra.failback.api.Authority;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.CommitPolicy;
import io.pra.failback.api.DataAtStake;
import io.pra.failback.api.DataAtStakeSource;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Side;
import io.pra.failback.api.Stage;
import io.pra.failback.api.VpgStatus;
import io.pra.failback.api.ZertoSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What replication carries of what the recovery site writes. While the primary is held its image
 * grows old, and the switch loses what it lacks.
 */
final class Replication {
  private Replication() {}

  /** What Zerto last said of the VPGs that the plan's checks look at, in the plan's order. */
  static List<VpgStatus> vpgs(Observation seen) {
    FailbackPlanStatus before = seen.status();
    if (!before.phase().inEpisode()) {
      return List.of();
    }
    List<VpgStatus> vpgs = new ArrayList<>();
    for (ChecklistItem item : seen.spec().checklist()) {
      if (item.zerto() == null) {
        continue;
      }
      for (String name : item.zerto().vpgs()) {
        if (find(vpgs, name) == null) {
          VpgStatus was = find(before.vpgs(), name);
          newest(seen, item, name, was).ifPresent(vpgs::add);
        }
      }
    }
    return vpgs;
  }

  private static Optional<VpgStatus> newest(
      Observation seen, ChecklistItem item, String name, VpgStatus was) {
    Finding finding = seen.checks().get(item.id());
    VpgStatus now = finding == null ? null : find(finding.vpgs(), name);
    if (now == null) {
      return Optional.ofNullable(was);
    }
    Instant since =
        !now.beforeCommit()
            ? null
            : was != null && was.beforeCommitSince() != null
                ? was.beforeCommitSince()
                : now.observedAt();
    return Optional.of(now.withBeforeCommitSince(since));
  }

  private static VpgStatus find(List<VpgStatus> vpgs, String name) {
    return vpgs.stream().filter(vpg -> vpg.name().equalsIgnoreCase(name)).findFirst().orElse(null);
  }

  /**
   * What is at stake now; null outside an episode. From the approval on the image is settled, and
   * the recovery site's stop ends the count.
   */
  static DataAtStake atStake(Draft draft) {
    FailbackPlanStatus before = draft.seen.status();
    return switch (before.phase()) {
      case Standby, Completed -> null;
      case Holding, AwaitingApproval -> measured(draft);
      case Quiescing -> grown(draft, before.dataAtStake());
      case Activating, Verifying, CuttingOver ->
          before.authority() == Authority.Both
              ? grown(draft, before.dataAtStake())
              : before.dataAtStake();
      case StoppingRecovery, Reprotecting, Closing -> before.dataAtStake();
    };
  }

  private static DataAtStake measured(Draft draft) {
    Set<String> wanted = beforeApproval(draft.seen.spec());
    List<VpgStatus> vpgs =
        draft.vpgs.stream().filter(vpg -> wanted.contains(plain(vpg.name()))).toList();
    boolean known = !vpgs.isEmpty() && vpgs.size() == wanted.size();
    Instant oldest = null;
    boolean checkpoint = false;
    for (VpgStatus vpg : vpgs) {
      Optional<Instant> has = imageOf(vpg, draft.now());
      if (has.isEmpty()) {
        known = false;
      } else if (oldest == null || has.get().isBefore(oldest)) {
        oldest = has.get();
        checkpoint = vpg.beforeCommit();
      }
    }
    Instant held = heldSince(draft.episode);
    if (known) {
      return since(
          draft, oldest, checkpoint ? DataAtStakeSource.Checkpoint : DataAtStakeSource.Replication);
    }
    if (held == null) {
      return null;
    }
    // Part of it is known to be older still.
    boolean older = oldest != null && oldest.isBefore(held);
    return since(draft, older ? oldest : held, DataAtStakeSource.Held);
  }

  /** A primary that has never run since the failover has the image of that time at best. */
  private static Instant heldSince(Episode episode) {
    if (episode == null) {
      return null;
    }
    return episode.firstHeldAt() == null ? episode.startedAt() : episode.firstHeldAt();
  }

  /** VPGs that are looked at before people approve. */
  private static Set<String> beforeApproval(FailbackPlanSpec spec) {
    return spec.checklist().stream()
        .filter(item -> item.zerto() != null && item.stage() == Stage.BeforeApproval)
        .flatMap(item -> item.zerto().vpgs().stream())
        .map(Replication::plain)
        .collect(Collectors.toSet());
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The time whose data the primary has of this VPG, if it replicates towards the primary. */
  private static Optional<Instant> imageOf(VpgStatus vpg, Instant now) {
    if (vpg.protects() != Side.Recovery || vpg.observedAt() == null) {
      return Optional.empty();
    }
    Optional<Instant> image =
        vpg.beforeCommit()
            ? Optional.ofNullable(vpg.latestCheckpoint())
            : Optional.ofNullable(vpg.rpoSeconds()).map(rpo -> vpg.observedAt().minusSeconds(rpo));
    // A time that is still to come is a clock that is wrong.
    return image.filter(at -> !at.isAfter(now));
  }

  private static DataAtStake grown(Draft draft, DataAtStake before) {
    return before == null ? null : since(draft, before.since(), before.source());
  }

  private static DataAtStake since(Draft draft, Instant since, DataAtStakeSource source) {
    long seconds = Math.max(0, Duration.between(since, draft.now()).toMillis() + 999) / 1000;
    return new DataAtStake(seconds, since, source, draft.seen.spec().objectives().rpoSeconds());
  }

  /** What an approval must accept now; empty if no more is at stake than was promised. */
  static Optional<Long> toBeAccepted(DataAtStake atStake) {
    return Optional.ofNullable(atStake).filter(DataAtStake::isTooMuch).map(DataAtStake::seconds);
  }

  /** For the line that people read; in minutes, so that it does not change with every look. */
  static String words(DataAtStake atStake) {
    if (atStake == null) {
      return "";
    }
    String lost =
        "; %s of what the recovery site writes %s"
            .formatted(
                duration(atStake.seconds()),
                atStake.source() == DataAtStakeSource.Held
                    ? "would be lost, counted since the primary was held"
                    : "would be lost, says Zerto");
    return atStake.isTooMuch()
        ? lost + ", more than the %d s promised".formatted(atStake.objectiveSeconds())
        : lost;
  }

  private static String duration(long seconds) {
    long minutes = (seconds + 59) / 60;
    return minutes < 120
        ? "up to %d min".formatted(Math.max(1, minutes))
        : "up to %d h %d min".formatted(minutes / 60, minutes % 60);
  }

  /** Nobody's clock runs: no VPG waits for a commit that Zerto may make for people. */
  static boolean waitsForPeople(Draft draft) {
    ZertoSpec zerto = draft.seen.spec().zerto();
    CommitPolicy policy = zerto == null ? CommitPolicy.Unknown : zerto.commitPolicy();
    Set<String> wanted = beforeApproval(draft.seen.spec());
    Optional<VpgStatus> running =
        draft.vpgs.stream()
            .filter(vpg -> vpg.beforeCommit() && wanted.contains(plain(vpg.name())))
            .findFirst();
    if (running.isEmpty() || policy == CommitPolicy.None) {
      return true;
    }
    String name = running.get().name();
    draft.stall(
        "CommitClockRunning",
        "VPG %s is %s and %s: Zerto would decide before people do"
            .formatted(name, running.get().state(), clock(zerto, policy, running.get())),
        "in Zerto, commit it with reverse protection, roll it back, or begin it again with commit policy None;"
            + " then say so: "
            + draft.commands.commitPolicyNone()
            + Gates.orAbort(draft));
    return false;
  }

  private static String clock(ZertoSpec zerto, CommitPolicy policy, VpgStatus vpg) {
    String what =
        switch (policy) {
          case Commit -> "commits by itself";
          case Rollback -> "rolls back by itself";
          case Unknown, None ->
              "may commit or roll back by itself, as nobody has said that its commit policy is None";
        };
    return zerto == null || zerto.commitTimeoutSeconds() == null
        ? what
        : "%s by %s at the latest"
            .formatted(what, vpg.beforeCommitSince().plusSeconds(zerto.commitTimeoutSeconds()));
  }
}
