package io.pra.failback.checks;

import static io.pra.failback.checks.ActionOutcome.Kind.NOT_DONE;
import static io.pra.failback.checks.ActionOutcome.Kind.SUCCEEDED;
import static io.pra.failback.checks.ActionOutcome.Kind.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pra.failback.api.Action;
import io.pra.failback.api.OldRedisPrimary;
import io.pra.failback.api.RedisPromotion;
import io.pra.failback.api.RedisServer;
import io.pra.failback.lab.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promotions of a real Redis replica: whatever happens, there are never two primaries. */
class RedisPromoteIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration HASTY = Duration.ofSeconds(1);
  private static final String NO_PROOF = "redis.oldPrimary.virtualMachine names no recovery VM";
  private static final String PROOF = "recovery VM redis-01 is seen down, and is held there";

  @TempDir private Path directory;

  private final Attempts attempts = new Attempts();
  private RedisPeer old;
  private RedisPeer replica;

  @BeforeEach
  void start() throws Exception {
    old = new RedisPeer(directory.resolve("old"));
    replica =
        new RedisPeer(directory.resolve("replica"), "--replicaof", "127.0.0.1", "" + old.port());
    attempts.secrets.put("redis", Map.of("password", RedisPeer.PASSWORD));
    old.say("SET order 1");
    await().atMost(Duration.ofSeconds(60)).until(() -> replica.say("GET order").equals("1"));
  }

  @AfterEach
  void stop() {
    attempts.close();
    if (replica != null) {
      replica.close();
    }
    if (old != null) {
      old.close();
    }
  }

  private ActionOutcome promote(Duration timeout, boolean down, boolean resumed) throws Exception {
    return promote(old.server(), timeout, down, resumed);
  }

  private ActionOutcome promote(
      RedisServer oldPrimary, Duration timeout, boolean down, boolean resumed) throws Exception {
    RedisPromotion promotion =
        new RedisPromotion(replica.server(), new OldRedisPrimary(oldPrimary, "redis-01"));
    Action action =
        new Action("promote", null, null, null, null, null, null, promotion, null, null, null);
    ActionRun run =
        new ActionRun(
            "default/erp",
            "uid",
            "episode-1/1/promote",
            action,
            null,
            timeout,
            down,
            down ? PROOF : NO_PROOF,
            resumed);
    return Deeds.of(run, attempts.network())
        .carryOut()
        .get(timeout.toMillis() * 12 + 5_000, TimeUnit.MILLISECONDS);
  }

  private void onlyTheReplicaTakesWrites() {
    assertThat(replica.takesWrites()).isTrue();
    assertThat(old.takesWrites()).isFalse();
  }

  private void onlyTheOldPrimaryTakesWrites() {
    assertThat(old.takesWrites()).isTrue();
    assertThat(replica.takesWrites()).isFalse();
  }

  @Test
  void writesMoveToTheReplicaAndNoneIsLost() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              while (old.say("INCR orders").startsWith(":")) {
                acknowledged.incrementAndGet();
              }
            });
    await().until(() -> acknowledged.get() > 20);

    ActionOutcome outcome = promote(TIMEOUT, false, false);

    assertThat(outcome)
        .isEqualTo(
            new ActionOutcome(
                SUCCEEDED,
                "localhost:%d is the primary, localhost:%d follows it"
                    .formatted(replica.port(), old.port())));
    writer.get(30, TimeUnit.SECONDS);
    assertThat(replica.say("GET orders")).isEqualTo("" + acknowledged.get());
    onlyTheReplicaTakesWrites();
    replica.say("SET order 2");
    await().untilAsserted(() -> assertThat(old.say("GET order")).isEqualTo("2"));
  }

  @Test
  void aPrimaryThatIsCutOffIsNotReplacedUntilItCanBeFenced() throws Exception {
    old.process().freeze();

    ActionOutcome cutOff = promote(HASTY, false, false);

    assertThat(cutOff.kind()).isEqualTo(NOT_DONE);
    assertThat(cutOff.message())
        .startsWith(
            "the old primary localhost:%d does not answer, and is not known to be down (%s)"
                .formatted(old.port(), NO_PROOF));
    assertThat(replica.takesWrites()).isFalse();

    old.process().thaw();
    onlyTheOldPrimaryTakesWrites();
    await()
        .untilAsserted(
            () -> assertThat(promote(TIMEOUT, false, false).kind()).isEqualTo(SUCCEEDED));
    onlyTheReplicaTakesWrites();
  }

  @Test
  void aPrimaryWhoseMachineIsDownIsReplaced() throws Exception {
    old.close();
    assertThat(promote(HASTY, false, false).kind()).isEqualTo(NOT_DONE);
    assertThat(replica.takesWrites()).isFalse();

    await()
        .untilAsserted(
            () ->
                assertThat(promote(TIMEOUT, true, false))
                    .isEqualTo(
                        new ActionOutcome(
                            SUCCEEDED,
                            "localhost:%d is the primary; %s".formatted(replica.port(), PROOF))));
    assertThat(replica.takesWrites()).isTrue();
  }

  @Test
  void aMachineThatIsSaidToBeDownWhileTheReplicaHearsItsPrimaryIsNoProof() throws Exception {
    ActionOutcome outcome = promote(RedisPeer.at(FreePort.find()), HASTY, true, false);

    assertThat(outcome.kind()).isEqualTo(NOT_DONE);
    assertThat(outcome.message()).contains("hears its primary still");
    onlyTheOldPrimaryTakesWrites();
  }

  @Test
  void aServerThatTheReplicaDoesNotFollowIsNeverTouched() throws Exception {
    try (RedisPeer stranger = new RedisPeer(directory.resolve("stranger"))) {
      stranger.say("SET order 99");

      ActionOutcome outcome = promote(stranger.server(), TIMEOUT, false, false);

      assertThat(outcome.kind()).isEqualTo(NOT_DONE);
      assertThat(outcome.message()).contains("their replication ids differ");
      assertThat(stranger.say("GET order")).isEqualTo("99");
      assertThat(stranger.takesWrites()).isTrue();
      onlyTheOldPrimaryTakesWrites();
    }
  }

  @Test
  void twoPrimariesThatAreThereAlreadyAreLeftToPeople() throws Exception {
    replica.say("REPLICAOF NO ONE");

    ActionOutcome outcome = promote(TIMEOUT, false, true);

    assertThat(outcome.kind()).isEqualTo(NOT_DONE);
    assertThat(outcome.message()).contains("are masters both: find out whose writes count");
    assertThat(old.say("GET order")).isEqualTo("1");
  }

  @Test
  void aRestartAfterTheFenceGoesOnWithThePromotion() throws Exception {
    old.say("REPLICAOF localhost " + replica.port());
    assertThat(old.takesWrites()).isFalse();
    assertThat(replica.takesWrites()).isFalse();

    assertThat(promote(TIMEOUT, false, true).kind()).isEqualTo(SUCCEEDED);

    onlyTheReplicaTakesWrites();
    assertThat(replica.say("GET order")).isEqualTo("1");
  }

  @Test
  void aRestartAfterThePromotionFindsItDone() throws Exception {
    assertThat(promote(TIMEOUT, false, false).kind()).isEqualTo(SUCCEEDED);
    attempts.secrets.put("redis", Map.of("username", "looker", "password", "its-own"));
    for (RedisPeer each : new RedisPeer[] {old, replica}) {
      each.say("ACL SETUSER looker on >its-own +info");
    }

    assertThat(promote(TIMEOUT, false, true).kind())
        .as("by an account that may only look")
        .isEqualTo(SUCCEEDED);
    onlyTheReplicaTakesWrites();
  }

  @Test
  void aRestartBeforeTheReplicaAnswersAgainIsUnknown() throws Exception {
    replica.process().freeze();

    assertThat(promote(HASTY, false, true).kind()).isEqualTo(UNKNOWN);
    assertThat(promote(HASTY, false, false).kind()).isEqualTo(NOT_DONE);
    replica.process().thaw();
    onlyTheOldPrimaryTakesWrites();
  }

  @Test
  void whereTheOldPrimaryRefusesTheFenceItsWritesGoOn() throws Exception {
    for (RedisPeer each : new RedisPeer[] {old, replica}) {
      each.say("ACL SETUSER half on >its-own +info +client");
    }
    attempts.secrets.put("redis", Map.of("username", "half", "password", "its-own"));

    ActionOutcome outcome = promote(TIMEOUT, false, false);

    assertThat(outcome.kind()).isEqualTo(NOT_DONE);
    assertThat(outcome.message())
        .startsWith("writes go on at localhost:%d: ".formatted(old.port()))
        .contains("NOPERM");
    onlyTheOldPrimaryTakesWrites();
  }

  @Test
  void whereTheReplicaRefusesItIsSaidThatTheOldPrimaryIsFenced() throws Exception {
    old.say("ACL SETUSER all on >its-own ~* +@all");
    replica.say("ACL SETUSER all on >its-own +info");
    attempts.secrets.put("redis", Map.of("username", "all", "password", "its-own"));

    ActionOutcome outcome = promote(TIMEOUT, false, false);

    assertThat(outcome.kind()).isEqualTo(NOT_DONE);
    assertThat(outcome.message())
        .contains("localhost:%d takes no writes any more".formatted(old.port()))
        .contains("NOPERM");
    assertThat(old.takesWrites()).isFalse();
    assertThat(replica.takesWrites()).isFalse();
    replica.say("ACL SETUSER all +replicaof");
    assertThat(promote(TIMEOUT, false, true).kind()).isEqualTo(SUCCEEDED);
    onlyTheReplicaTakesWrites();
  }

  @Test
  void aMissingSecretTouchesNothing() throws Exception {
    attempts.secrets.put("redis", Map.of("other", "x"));

    ActionOutcome outcome = promote(TIMEOUT, false, false);

    assertThat(outcome.kind()).isEqualTo(NOT_DONE);
    assertThat(outcome.message())
        .contains(
            "redis.replica.credentialsSecretRef names Secret redis, which has no key password");
    onlyTheOldPrimaryTakesWrites();
  }
}
