package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Request;
import io.pra.failback.api.Side;
import io.pra.failback.vsphere.PowerState;

/** What no decision may ever do, whatever was seen. */
final class Law {
  private Law() {}

  static void check(World world, Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    assertThat(PlanDecision.decide(seen)).as("decided twice").isEqualTo(decision);
    assertThat(decision.message()).as("message in " + before.phase()).isNotBlank();
    assertThat(decision.nextAction()).as("next action: " + decision.message()).isNotBlank();
    decision
        .stall()
        .ifPresent(
            stall -> {
              assertThat(stall.message()).isNotBlank();
              assertThat(stall.nextStep()).as(stall.message()).isNotBlank();
            });
    if (decision.changes(before)) {
      assertThat(decision.effects()).as("effects of a change not yet persisted").isEmpty();
    }
    if (seen.spec().paused()) {
      assertThat(decision.phase()).as("moves while paused").isEqualTo(before.phase());
      assertThat(decision.authority()).as("moves while paused").isEqualTo(before.authority());
      assertThat(decision.episode()).as("moves while paused").isEqualTo(before.episode());
      assertThat(decision.request()).as("moves while paused").isEqualTo(before.request());
      assertThat(decision.effects()).as("effects while paused").isEmpty();
    }
    authority(seen, decision);
    approval(seen, decision);
    decision.effects().forEach(effect -> effect(world, seen, effect));
    nothingIsHeldBetweenEpisodes(world, before);
  }

  private static void authority(Observation seen, Decision decision) {
    boolean bothMayRun =
        decision.phase().inEpisode()
            && !decision.authority().holds(Side.Primary)
            && !decision.authority().holds(Side.Recovery);
    if (bothMayRun && seen.status().authority() != Authority.Both) {
      assertThat(seen.spec().overlap()).as("both sides may run").isEqualTo(Overlap.Allowed);
    }
    if (decision.phase().inEpisode()) {
      assertThat(decision.authority()).isNotEqualTo(Authority.Unknown);
    }
  }

  private static void approval(Observation seen, Decision decision) {
    boolean approvedNow =
        decision.episode() != null
            && decision.episode().approvedAt() != null
            && (seen.status().episode() == null
                || seen.status().episode().number() != decision.episode().number()
                || seen.status().episode().approvedAt() == null);
    if (!approvedNow) {
      return;
    }
    Request request = seen.status().request();
    assertThat(request).as("the request that was approved").isNotNull();
    assertThat(seen.now()).as("time of the approval").isBefore(request.expiresAt());
    assertThat(RequestHash.ofPlan(seen.spec())).isEqualTo(request.planHash());
    long matching =
        seen.spec().approvals().values().stream()
            .filter(approval -> approval.request().equals(request.id()))
            .count();
    assertThat(matching).isGreaterThanOrEqualTo(seen.spec().approvalPolicy().required());
  }

  private static void effect(World world, Observation seen, Effect effect) {
    FailbackPlanStatus before = seen.status();
    assertThat(before.phase().inEpisode()).as("%s in %s", effect, before.phase()).isTrue();
    assertThat(before.authority()).isNotEqualTo(Authority.Unknown);
    if (effect instanceof Effect.PowerOn start) {
      assertThat(before.authority().holds(start.side())).as("starts held %s", start).isFalse();
      boolean mayOverlap = before.authority() == Authority.Both;
      if (start.side() == Side.Primary) {
        assertThat(before.episode().approvedAt()).as("starts unapproved: %s", start).isNotNull();
      }
      TestSite other = world.site(start.side().other());
      assertThat(mayOverlap || !planRuns(seen, start.side().other(), other))
          .as("%s while the other side runs", start)
          .isTrue();
    } else if (effect instanceof Effect.OnVm stop) {
      assertThat(stop.side()).as("stops %s", stop).isEqualTo(Side.Recovery);
      assertThat(before.episode().approvedAt()).as("stops unapproved: %s", stop).isNotNull();
      assertThat(before.authority()).as("stops who serves").isIn(Authority.None, Authority.Both);
    }
  }

  /** The truth, whether or not it can be read. */
  private static boolean planRuns(Observation seen, Side side, TestSite site) {
    return seen.status().episode().virtualMachines().stream()
        .map(vm -> side == Side.Primary ? vm.name() : vm.recoveryName())
        .anyMatch(
            name ->
                site.all(name).stream()
                    .anyMatch(vm -> vm.reportedPowerState() == PowerState.POWERED_ON));
  }

  private static void nothingIsHeldBetweenEpisodes(World world, FailbackPlanStatus before) {
    if (!before.phase().inEpisode() || before.authority() == Authority.Unknown) {
      assertThat(world.rule(Side.Primary)).isEmpty();
      assertThat(world.rule(Side.Recovery)).isEmpty();
    }
  }
}
