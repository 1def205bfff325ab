package io.pra.failback.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LooksTest {
  private static final Instant T0 = Instant.parse("2026-03-01T02:00:00Z");
  private static final Key ERP = new Key("prod", "erp");

  private final Looks looks = new Looks();

  @Test
  void whoLooksOftenEnoughHasLookedWithoutABreak() {
    assertThat(looks.look(ERP, T0)).isEqualTo(T0);
    assertThat(looks.look(ERP, T0.plusSeconds(15))).isEqualTo(T0);
    assertThat(looks.look(ERP, T0.plusSeconds(45))).isEqualTo(T0);
  }

  @Test
  void aLongAbsenceIsABreakAndIsNoOtherPlans() {
    Key other = new Key("prod", "hr");
    looks.look(ERP, T0);
    looks.look(other, T0);
    looks.look(other, T0.plusSeconds(20));

    assertThat(looks.look(ERP, T0.plusSeconds(31))).isEqualTo(T0.plusSeconds(31));
    assertThat(looks.look(other, T0.plusSeconds(31))).isEqualTo(T0);
  }

  @Test
  void aLiveLookThatTakesLongIsNoBreak() {
    looks.look(ERP, T0);

    assertThat(looks.lookAgain(ERP, T0.plusSeconds(40))).isEqualTo(T0);
    assertThat(looks.look(ERP, T0.plusSeconds(41))).isEqualTo(T0);
  }

  @Test
  void aPlanThatIsGoneIsForgotten() {
    looks.look(ERP, T0);
    looks.forget(ERP);

    assertThat(looks.look(ERP, T0.plusSeconds(1))).isEqualTo(T0.plusSeconds(1));
  }
}
