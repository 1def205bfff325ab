package io.pra.failback.harness;

import static io.pra.failback.harness.Permission.BOTH_RUN;
import static io.pra.failback.harness.Permission.OPERATOR_STARTS_PRIMARY;
import static io.pra.failback.harness.Permission.OPERATOR_STOPS_RECOVERY;
import static io.pra.failback.harness.Permission.PRIMARY_RUNS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.lab.Lab;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The referee sees what must not be; here people, and one in the operator's name, do it. */
class RefereeIT {
  private final Control control = new Control(Lab.shared().info().control());
  private final String operatorUser = Lab.shared().info().vcenters().rbx().operator();
  private final SimulatedVCenter rbx = new SimulatedVCenter(control, "rbx");
  private final SimulatedVCenter sbg = new SimulatedVCenter(control, "sbg");
  private Referee referee;

  @BeforeEach
  void reset() {
    LivePlan.settle();
    rbx.reset(false);
    sbg.reset(true);
    referee = new Referee(control, Clock.systemUTC(), operatorUser);
    referee.exposuresUpTo(Duration.ofMillis(1));
  }

  @Test
  void nothingIsWrongWhileNothingHappens() {
    assertThat(referee.violations()).isEmpty();
    assertThat(referee.exposures()).isEmpty();
    assertThat(referee.longestDualRun()).isZero();
  }

  @Test
  void aHeldVmThatRunsTooLongAtBothSitesIsTwoViolations() {
    rbx.as("alice").powersOn("mysql-01");
    rbx.as("alice").suspends("mysql-01");

    assertThat(referee.violations())
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).matches("rbx/mysql-01 ran for \\d+ ms while held"))
        .anySatisfy(line -> assertThat(line).matches("mysql-01 ran at both sites for \\d+ ms"));
    assertThat(referee.exposures()).hasSize(1);
  }

  @Test
  void withinTheBoundItIsAnExposureAndNoViolation() {
    referee.exposuresUpTo(Duration.ofMinutes(1));
    rbx.as("alice").powersOn("mysql-01");

    assertThat(referee.violations()).isEmpty();
    assertThat(referee.exposures()).hasSize(1);
  }

  @Test
  void theOperatorStartsThePrimaryOnlyAfterAnApproval() {
    sbg.as("zerto").powersOff("*");
    rbx.as(operatorUser).powersOn("mysql-01");
    assertThat(referee.violations())
        .contains("the operator started rbx/mysql-01 without an approval");

    referee.permit(OPERATOR_STARTS_PRIMARY);
    rbx.as(operatorUser).powersOn("mysql-02");
    assertThat(referee.violations()).noneSatisfy(line -> assertThat(line).contains("mysql-02"));
  }

  @Test
  void theOperatorStopsTheRecoveryOnlyAfterAnApprovalAndStartsItOnTheWayBackOnly() {
    sbg.as(operatorUser).powersOff("docker-01");
    sbg.as(operatorUser).powersOn("docker-01");
    referee.permit(OPERATOR_STOPS_RECOVERY);
    sbg.as(operatorUser).powersOff("docker-02");

    assertThat(referee.violations())
        .containsExactlyInAnyOrder(
            "the operator stopped sbg/docker-01 unasked",
            "the operator started sbg/docker-01 unasked");
  }

  @Test
  void theOperatorStopsNoPrimaryVmThatHasARightToRun() {
    referee.permit(PRIMARY_RUNS, BOTH_RUN);
    rbx.as("alice").powersOn("mysql-01");
    rbx.as(operatorUser).suspends("mysql-01");

    assertThat(referee.violations())
        .containsExactly("the operator stopped rbx/mysql-01, which had a right to run");
  }

  @Test
  void whatIsAllowedNoLongerIsMeasuredFromThen() {
    referee.permit(PRIMARY_RUNS, BOTH_RUN);
    rbx.as("alice").powersOn("mysql-01");
    assertThat(referee.violations()).isEmpty();

    referee.permitOnly();
    rbx.as("alice").powersOn("mysql-02");

    assertThat(referee.violations())
        .anySatisfy(line -> assertThat(line).startsWith("rbx/mysql-01 ran for"));
  }
}
