package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.CapacityState;
import io.pra.failback.api.CapacityStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.PowerState;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Three VMs of 4096 MiB and 2 vCPUs each, and two hosts that have room for all of them. */
class CapacityReviewTest {
  private final World world = World.afterFailover().reach(Phase.Holding);
  private final TestHosts hosts = world.primary.hosts();

  private CapacityStatus review() {
    Observation seen = world.observation();
    return CapacityReview.of(seen, seen.pairs());
  }

  private void is(CapacityState state, String message) {
    assertThat(review().state()).as(review().message()).isEqualTo(state);
    assertThat(review().message()).contains(message);
    assertThat(review().nextAction() == null).isEqualTo(state == CapacityState.Sufficient);
  }

  @Test
  void whatFitsIsCountedForEachCluster() {
    CapacityStatus status = review();

    assertThat(status.state()).isEqualTo(CapacityState.Sufficient);
    assertThat(status.checkedAt()).isEqualTo(world.now);
    assertThat(status.clusters().get(0).memoryMiB().needed()).isEqualTo(3 * 4096);
    assertThat(status.clusters().get(0).memoryMiB().free()).isEqualTo(2 * (262_144 * 9 / 10));
    assertThat(status.clusters().get(0).cpuMHz().needed()).isEqualTo(3 * 2 * 2000 / 4);
  }

  @Test
  void theCeilingIsOfEachHost() {
    hosts.host("esx-1", 9200).host("esx-2", 5000);
    is(CapacityState.Sufficient, "");
    hosts.host("esx-1", 9200).host("esx-2", 4500);
    is(CapacityState.Insufficient, "VM mysql-01 (4096 MiB, 2 vCPU) fits on no host of cluster-1");
    world.plan.patch("capacity: {ceilingPercent: 100}");
    is(CapacityState.Sufficient, "");
  }

  @Test
  void vCpusCountByTheCoresThatCarryThem() {
    // 32 cores below 90 % carry 115 vCPUs at 4 a core, 28 at one.
    hosts.sizes.put("mysql-01", new Compute.Size(4096, 30, 0));
    is(CapacityState.Sufficient, "");
    world.plan.patch("capacity: {vCpusPerCore: 1}");
    is(CapacityState.Insufficient, "VM mysql-01");
  }

  @Test
  void aHostThatTakesNoVmsIsNamed() {
    hosts.host("esx-1", 262_144, "connected", true, false);
    is(CapacityState.Sufficient, "");
    assertThat(review().clusters().get(0).unusable()).containsExactly("esx-1: in maintenance");
    hosts.host("esx-2", 262_144, "disconnected", false, false);
    is(CapacityState.Insufficient, "esx-2: disconnected");
    hosts.host("esx-2", 262_144, "connected", false, true);
    is(CapacityState.Insufficient, "esx-2: in standby");
  }

  @Test
  void whereNobodyPlacesThemVmsStartAtHome() {
    hosts.host("esx-1", 8192);
    is(CapacityState.Sufficient, "");
    hosts.placesAtStart = false;
    is(CapacityState.Insufficient, "fit on no host");
  }

  @Test
  void aVmThatRunsCountsNothingMore() {
    hosts.host("esx-1", 9500).host("esx-2", 1);
    is(CapacityState.Insufficient, "mysql-01");
    world.primary.power("docker-01", PowerState.POWERED_ON);
    is(CapacityState.Sufficient, "");
  }

  @Test
  void aHostThatCannotBeReadIsNoHostAndNoProofEither() {
    hosts.host("esx-1", -1);
    is(CapacityState.Sufficient, "");
    hosts.host("esx-2", 4096);
    is(CapacityState.Unknown, "esx-1: cannot be read");
  }

  @Test
  void whatIsNotReadOrOldIsUnknown() {
    hosts.size = null;
    is(CapacityState.Unknown, "size or cluster of VM");
    hosts.problem = "NoPermission";
    is(CapacityState.Unknown, "NoPermission");
    assertThat(review().nextAction()).contains("System.Read");
    world.primary.roomy();
    Observation then = world.observation();
    world.now = world.now.plusSeconds(601);
    Observation late = at(then, world.now);
    assertThat(CapacityReview.of(late, late.pairs()).state()).isEqualTo(CapacityState.Unknown);
  }

  @Test
  void datastoresTakeTheSwapFilesAndWhatIsSuspendedAgain() {
    assertThat(review().datastores().get(0).neededMiB()).isEqualTo(3 * (4096 + 4096));
    world.primary.power("docker-01", PowerState.SUSPENDED);
    assertThat(review().datastores().get(0).neededMiB()).isEqualTo(2 * (4096 + 4096) + 4096);
    world.primary.power("docker-01", PowerState.POWERED_ON);
    assertThat(review().datastores().get(0).neededMiB()).isEqualTo(2 * (4096 + 4096) + 4096);
    hosts.size = new Compute.Size(4096, 2, 4096);
    assertThat(review().datastores().get(0).neededMiB()).isEqualTo(3 * 4096);
    world.plan.patch("guard: {hold: PowerOff}");
    assertThat(review().datastores().get(0).neededMiB()).isZero();
  }

  @Test
  void aDatastoreThatIsFullGoneOrUnreadIsNamed() {
    hosts.freeMiB = Optional.of(3L * 8192 - 1);
    is(CapacityState.Insufficient, "datastore vsan has 24575 MiB free and needs 24576 MiB");
    hosts.freeMiB = Optional.of(3L * 8192);
    is(CapacityState.Sufficient, "");
    hosts.accessible = false;
    is(CapacityState.Insufficient, "datastore vsan is not accessible");
    hosts.freeMiB = Optional.empty();
    is(CapacityState.Unknown, "datastore vsan cannot be read");
  }

  @Test
  void whatWasFoundBeforeTheApprovalStandsThroughTheEpisodeAndNoLonger() {
    world.reach(Phase.Activating);
    hosts.unread();
    assertThat(world.decide().capacity().state()).isEqualTo(CapacityState.Sufficient);
    world.primary.roomy();
    world.reach(Phase.Completed);
    assertThat(world.status.capacity()).isNull();
  }

  @Test
  void peopleAreAskedOnWhatWasJustSeen() {
    world.check("rpo", true).signOff("ops-go");
    Observation then = world.observation();
    Observation late = at(then, then.now().plusSeconds(91));

    assertThat(PlanDecision.decide(late).phase()).isEqualTo(Phase.Holding);
    assertThat(PlanDecision.decide(late).message()).contains("asks the vCenter again");
    assertThat(PlanDecision.decide(then).phase()).isEqualTo(Phase.AwaitingApproval);
  }

  private static Observation at(Observation then, Instant now) {
    return new Observation(
        then.namespace(),
        then.name(),
        then.uid(),
        then.spec(),
        then.status(),
        then.primary(),
        then.recovery(),
        then.checks(),
        then.actions(),
        then.provenance(),
        then.surroundings(),
        then.lookingSince(),
        now);
  }
}
