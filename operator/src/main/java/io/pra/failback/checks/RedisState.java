package io.pra.failback.checks;

import io.pra.failback.api.RedisProbe;
import io.pra.failback.api.RedisRole;
import io.pra.failback.checks.Replication.Follower;
import io.pra.failback.observability.PlainText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Passes when a Redis server has its role, and its replication is in time. */
record RedisState(RedisProbe target) implements Probe {
  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    return new RedisSession(target.server(), "redis.server")
        .talk(
            network,
            timeout,
            redis -> judge(Replication.of(redis)),
            trouble -> ProbeResult.inconclusive(trouble.message()));
  }

  private ProbeResult judge(Replication seen) {
    RedisRole role = seen.isMaster() ? RedisRole.Master : RedisRole.Replica;
    if (role != target.role()) {
      return ProbeResult.wrongAnswer(
          "it is a %s, expected a %s".formatted(name(role), name(target.role())));
    }
    return role == RedisRole.Master ? judgeMaster(seen) : judgeReplica(seen);
  }

  private static String name(RedisRole role) {
    return role == RedisRole.Master ? "master" : "replica";
  }

  private ProbeResult judgeReplica(Replication seen) {
    String of = "replica of " + PlainText.of(seen.masterOf(), 80);
    if (target.linkUp() && !seen.linkIsUp()) {
      return ProbeResult.wrongAnswer(of + ", the link is down");
    }
    if (target.maxLagSeconds() != null) {
      long silent = seen.silentSeconds();
      if (silent < 0 || silent > target.maxLagSeconds()) {
        return ProbeResult.wrongAnswer(
            silent < 0
                ? of + ", which it does not hear"
                : "%s, last heard %d s ago, at most %d s are allowed"
                    .formatted(of, silent, target.maxLagSeconds()));
      }
    }
    return ProbeResult.passed(of + (seen.linkIsUp() ? ", the link is up" : ", the link is down"));
  }

  private ProbeResult judgeMaster(Replication seen) {
    List<Follower> followers = seen.followers();
    if (target.maxLagSeconds() == null && target.maxLagBytes() == null) {
      return ProbeResult.passed("master with %d replica(s)".formatted(followers.size()));
    }
    if (followers.isEmpty()) {
      return ProbeResult.wrongAnswer("master without any replica");
    }
    for (Follower follower : followers) {
      String name = "replica " + PlainText.of(follower.name(), 80);
      long bytes = Math.max(0, seen.masterOffset() - follower.offset());
      if (!follower.online()) {
        return ProbeResult.wrongAnswer(name + " is not in step yet");
      }
      if (target.maxLagSeconds() != null && follower.lagSeconds() > target.maxLagSeconds()) {
        return ProbeResult.wrongAnswer(
            "%s was last heard %d s ago, at most %d s are allowed"
                .formatted(name, follower.lagSeconds(), target.maxLagSeconds()));
      }
      if (target.maxLagBytes() != null && bytes > target.maxLagBytes()) {
        return ProbeResult.wrongAnswer(
            "%s lacks %d bytes, at most %d are allowed"
                .formatted(name, bytes, target.maxLagBytes()));
      }
    }
    return ProbeResult.passed("master, %d replica(s) in step".formatted(followers.size()));
  }
}
