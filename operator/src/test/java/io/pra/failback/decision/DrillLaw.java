package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionStatus;
import io.pra.failback.api.Authority;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.CheckStatus;
import io.pra.failback.api.DrillStatus;
import io.pra.failback.api.Episode;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.PlanMode;
import io.pra.failback.api.SignOff;
import java.util.stream.Stream;

/** What no drill may ever do, whatever was seen. */
final class DrillLaw {
  private DrillLaw() {}

  static void check(World world, Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    DrillDecision drill = decision.drill();
    boolean wanted = seen.spec().mode() == PlanMode.Drill;
    if (decision.phase().inEpisode()) {
      assertThat(drill)
          .as("a drill beside " + decision.episode().id())
          .isInstanceOfAny(
              DrillDecision.None.class,
              DrillDecision.Answered.class,
              DrillDecision.Refused.class,
              DrillDecision.Ends.class);
    }
    if (!wanted) {
      assertThat(drill)
          .as("a drill that nobody wants")
          .isInstanceOfAny(DrillDecision.None.class, DrillDecision.Ends.class);
    }
    if (before.isDrilling()) {
      assertThat(before.phase().inEpisode()).as("a drill in an episode").isFalse();
      assertThat(decision.effects()).as("effects beside a drill").isEmpty();
      assertThat(drill)
          .as("a drill under way")
          .isInstanceOfAny(DrillDecision.Walks.class, DrillDecision.Ends.class);
    }
    if (drill instanceof DrillDecision.Begins begins) {
      begins(seen, decision, begins.drill());
    } else if (drill instanceof DrillDecision.Walks walks) {
      walks(world, walks);
    }
    realVoices(world, seen, decision);
  }

  private static void begins(Observation seen, Decision decision, DrillStatus drill) {
    DrillStatus last = seen.status().drill();
    assertThat(seen.status().drills().answered()).as("a mode is answered twice").isFalse();
    assertThat(decision.authority()).as("who serves").isEqualTo(Authority.Primary);
    assertThat(decision.failoverSeenSince()).as("a failover is suspected").isNull();
    assertThat(drill.episode().number()).isEqualTo(last == null ? 1 : last.episode().number() + 1);
    assertThat(drill.started()).isEmpty();
    assertThat(drill.stopped()).isEmpty();
  }

  /** It goes the ways of a failback, and has no other effect than that it is told. */
  private static void walks(World world, DrillDecision.Walks walks) {
    Decision decided = walks.decided();
    Episode episode = decided.episode();
    assertThat(decided.effects()).as("effects of a drill").isEmpty();
    assertThat(episode.id()).isEqualTo(world.status.drill().episode().id());
    Law.ofWalk(world, walks.seen(), decided);
    for (CheckStatus check : decided.checks()) {
      if (check.state() == CheckState.Passed && check.by() != null) {
        isSaidIn(walks.seen(), decided, check.id());
      }
    }
    for (ActionStatus action : decided.actions()) {
      ActionStatus was = ActionSequence.find(walks.seen().status().actions(), action.id());
      if (action.by() != null && (was == null || was.by() == null)) {
        isSaidIn(walks.seen(), decided, action.id());
      }
    }
  }

  private static void isSaidIn(Observation seen, Decision decided, String id) {
    SignOff signOff = seen.spec().signOffs().get(id);
    boolean ofRequest =
        Stream.of(seen.status().request(), decided.request())
            .anyMatch(request -> request != null && signOff.request().equals(request.id()));
    assertThat(ofRequest || signOff.request().equals(decided.episode().id()))
        .as("sign-off %s of %s counts in %s", id, signOff.request(), decided.episode().id())
        .isTrue();
  }

  /** Nothing that was said in a drill counts in an episode. */
  private static void realVoices(World world, Observation seen, Decision decision) {
    if (decision.request() != null) {
      assertThat(world.drilled).as("requests of drills").doesNotContain(decision.request().id());
    }
    if (!decision.phase().inEpisode()) {
      return;
    }
    for (CheckStatus check : decision.checks()) {
      if (check.state() == CheckState.Passed && check.by() != null) {
        isReal(world, seen, check.id());
      }
    }
    for (ActionStatus action : decision.actions()) {
      ActionStatus was = ActionSequence.find(seen.status().actions(), action.id());
      if (action.by() != null && (was == null || was.by() == null)) {
        isReal(world, seen, action.id());
      }
    }
  }

  private static void isReal(World world, Observation seen, String id) {
    assertThat(world.drilled)
        .as("sign-off %s was given in a drill", id)
        .doesNotContain(seen.spec().signOffs().get(id).request());
  }
}
