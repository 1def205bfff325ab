package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Authority;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import java.util.Set;

/** The moves that DESIGN draws: of the phase in its section 3, of the authority in section 2. */
final class Drawing {
  private Drawing() {}

  static void check(Observation seen, Decision decision) {
    FailbackPlanStatus before = seen.status();
    boolean another =
        before.episode() != null && decision.episode().number() != before.episode().number();
    boolean begins = decision.episode() != null && (before.episode() == null || another);
    if (begins) {
      assertThat(before.phase())
          .as("an episode begins")
          .isIn(Phase.Standby, Phase.Completed, Phase.Reprotecting, Phase.Closing);
      assertThat(decision.phase()).as("an episode begins").isEqualTo(Phase.Holding);
      assertThat(decision.authority()).as("an episode begins").isEqualTo(Authority.Recovery);
      assertThat(decision.episode().number())
          .isEqualTo(before.episode() == null ? 1 : before.episode().number() + 1);
      return;
    }
    if (decision.phase() != before.phase()) {
      assertThat(phasesAfter(before.phase()))
          .as("phases after " + before.phase())
          .contains(decision.phase());
    }
    if (decision.authority() != before.authority()) {
      assertThat(authoritiesAfter(before.authority()))
          .as("authorities after %s in %s", before.authority(), before.phase())
          .contains(decision.authority());
    }
    assertThat(authoritiesIn(decision.phase(), decision))
        .as("authority in " + decision.phase())
        .contains(decision.authority());
    if (decision.authority() == Authority.Both && before.authority() != Authority.Both) {
      assertThat(seen.spec().overlap()).isEqualTo(Overlap.Allowed);
    }
  }

  private static Set<Phase> phasesAfter(Phase phase) {
    return switch (phase) {
      case Standby, Completed -> Set.of();
      case Holding -> Set.of(Phase.AwaitingApproval);
      case AwaitingApproval -> Set.of(Phase.Holding, Phase.Quiescing, Phase.Activating);
      case Quiescing -> Set.of(Phase.Holding, Phase.Activating);
      case Activating -> Set.of(Phase.Holding, Phase.Verifying);
      case Verifying -> Set.of(Phase.Holding, Phase.CuttingOver);
      case CuttingOver -> Set.of(Phase.StoppingRecovery);
      case StoppingRecovery -> Set.of(Phase.Reprotecting);
      case Reprotecting -> Set.of(Phase.Closing);
      case Closing -> Set.of(Phase.Completed);
    };
  }

  private static Set<Authority> authoritiesAfter(Authority authority) {
    return switch (authority) {
      case Unknown -> Set.of(Authority.Primary);
      case Recovery -> Set.of(Authority.None, Authority.Both);
      // From the primary it goes back by way of nobody; an episode that begins is told elsewhere.
      case Primary -> Set.of(Authority.None);
      case None -> Set.of(Authority.Primary, Authority.Recovery);
      case Both -> Set.of(Authority.Primary, Authority.Recovery);
    };
  }

  private static Set<Authority> authoritiesIn(Phase phase, Decision decision) {
    return switch (phase) {
      case Standby -> Set.of(Authority.Unknown, Authority.Primary);
      case Holding ->
          decision.episode().rollback() == null
              ? Set.of(Authority.Recovery)
              : Set.of(Authority.Recovery, Authority.None);
      case AwaitingApproval -> Set.of(Authority.Recovery);
      case Quiescing -> Set.of(Authority.None);
      case Activating, Verifying, CuttingOver, StoppingRecovery ->
          Set.of(Authority.Primary, Authority.Both);
      case Reprotecting, Closing, Completed -> Set.of(Authority.Primary);
    };
  }
}
