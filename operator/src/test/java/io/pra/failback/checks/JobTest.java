package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.Action;
import io.pra.failback.api.JobRun;
import io.pra.failback.checks.ActionOutcome.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Attempts attempts = new Attempts();

  @AfterEach
  void stop() {
    attempts.close();
  }

  private static JobRun job(String account) {
    return new JobRun(
        Map.of(
            "metadata",
            Map.of("labels", Map.of("app", "erp"), "name", "mine"),
            "spec",
            Map.of(
                "ttlSecondsAfterFinished",
                1,
                "template",
                Map.of("spec", Map.of("serviceAccountName", account)))));
  }

  private CompletableFuture<ActionOutcome> action(boolean resumed) {
    return action(job("erp"), TIMEOUT, resumed);
  }

  private CompletableFuture<ActionOutcome> action(JobRun job, Duration timeout, boolean resumed) {
    Action action = new Action("sync", null, null, null, null, null, null, null, null, null, job);
    return Deeds.of(
            new ActionRun(
                "default/erp",
                "uid",
                "episode-1/1/sync",
                action,
                null,
                timeout,
                false,
                "",
                resumed),
            attempts.network())
        .carryOut();
  }

  private CompletableFuture<ProbeResult> check(Duration timeout) {
    return new JobCheck("smoke", job("erp")).attempt(attempts.network(), timeout);
  }

  private ClusterObjects.Ref made(int number) {
    await().until(() -> attempts.objects.created().size() >= number);
    return attempts.objects.created().get(number - 1);
  }

  private void ends(ClusterObjects.Ref job, String condition) {
    ObjectNode now = attempts.objects.now(job);
    now.withObject("/status")
        .putArray("conditions")
        .addObject()
        .put("type", condition)
        .put("status", "True")
        .put("reason", "BackoffLimitExceeded")
        .put("message", "no more");
    attempts.objects.put(job, now);
  }

  private static <T> T soon(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }

  @Test
  void theJobIsTheTemplatesWithDefaultsOfOurs() {
    ObjectNode job = JobManifest.of(job("erp"), "sync-1", "sync", TIMEOUT);

    assertThat(job.at("/metadata/name").asText()).isEqualTo("sync-1");
    assertThat(job.at("/metadata/labels/app").asText()).isEqualTo("erp");
    assertThat(job.at("/metadata/labels/failback.pra.io~1id").asText()).isEqualTo("sync");
    assertThat(job.at("/spec/backoffLimit").asInt(-1)).isZero();
    assertThat(job.at("/spec/activeDeadlineSeconds").asInt()).isEqualTo(5);
    assertThat(job.path("spec").has("ttlSecondsAfterFinished")).isFalse();
  }

  @Test
  void aNameTellsTheAttemptAndFitsIntoALabel() {
    String long1 = JobManifest.name("a".repeat(63), "uid/episode-1/1/a");

    assertThat(long1).hasSizeLessThanOrEqualTo(63).matches("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    assertThat(long1)
        .isEqualTo(JobManifest.name("a".repeat(63), "uid/episode-1/1/a"))
        .isNotEqualTo(JobManifest.name("a".repeat(63), "uid/episode-1/2/a"));
  }

  @Test
  void anActionIsDoneWhenItsJobCompletes() throws Exception {
    CompletableFuture<ActionOutcome> outcome = action(false);
    ends(made(1), "Complete");

    assertThat(soon(outcome).kind()).isEqualTo(Kind.SUCCEEDED);
  }

  @Test
  void anActionHasFailedWhenItsJobHasAndRunsAnotherWhenTriedAgain() throws Exception {
    CompletableFuture<ActionOutcome> outcome = action(false);
    ends(made(1), "Failed");
    assertThat(soon(outcome).kind()).isEqualTo(Kind.REFUSED);
    assertThat(soon(outcome).message()).endsWith("has failed: BackoffLimitExceeded: no more");

    CompletableFuture<ActionOutcome> again = action(false);
    ends(made(2), "Complete");

    assertThat(soon(again).kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(attempts.objects.all()).hasSize(1);
  }

  @Test
  void afterARestartTheJobIsFollowedAndNotMadeTwice() throws Exception {
    CompletableFuture<ActionOutcome> before = action(false);
    ClusterObjects.Ref job = made(1);

    CompletableFuture<ActionOutcome> after = action(true);
    ends(job, "Complete");

    assertThat(soon(after).kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(soon(before).kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(attempts.objects.created()).hasSize(1);
  }

  @Test
  void afterARestartAJobThatHasFailedIsReportedAndNotReplaced() throws Exception {
    CompletableFuture<ActionOutcome> before = action(false);
    ends(made(1), "Failed");
    assertThat(soon(before).kind()).isEqualTo(Kind.REFUSED);

    assertThat(soon(action(true)).kind()).isEqualTo(Kind.REFUSED);
    assertThat(attempts.objects.created()).hasSize(1);
  }

  @Test
  void anAnswerThatIsLostIsUnknownAndTheJobIsFoundLater() throws Exception {
    attempts.objects.afterAWrite(
        () -> {
          throw new ClusterTroubleException(false, "no answer");
        });
    assertThat(soon(action(false))).isEqualTo(new ActionOutcome(Kind.UNKNOWN, "no answer"));

    ends(made(1), "Complete");

    assertThat(soon(action(true)).kind()).isEqualTo(Kind.SUCCEEDED);
    assertThat(attempts.objects.created()).hasSize(1);
  }

  @Test
  void theOperatorsOwnAccountIsNotLent() throws Exception {
    ActionOutcome outcome = soon(action(job("failback-operator"), TIMEOUT, false));

    assertThat(outcome.kind()).isEqualTo(Kind.NOT_DONE);
    assertThat(outcome.message()).contains("the operator's own service account");
    assertThat(attempts.objects.created()).isEmpty();
  }

  @Test
  void aCheckMakesOneJobInThePlaceOfTheOneBeforeIt() throws Exception {
    CompletableFuture<ProbeResult> first = check(TIMEOUT);
    ends(made(1), "Failed");
    assertThat(soon(first).passed()).isFalse();
    assertThat(soon(first).message()).contains("has failed: BackoffLimitExceeded");

    CompletableFuture<ProbeResult> second = check(TIMEOUT);
    ends(made(2), "Complete");

    assertThat(soon(second).passed()).isTrue();
    assertThat(attempts.objects.all()).isEqualTo(List.of(made(2)));
  }

  @Test
  void aCheckThatDoesNotCompleteInTimeFailsAndItsJobIsDeleted() throws Exception {
    ProbeResult result = soon(check(Duration.ofSeconds(2)));

    assertThat(result.passed()).isFalse();
    assertThat(result.message()).endsWith("did not complete in time");
    assertThat(attempts.objects.all()).isEmpty();
  }
}
