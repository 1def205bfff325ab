package io.pra.failback.decision;

import io.pra.failback.api.Mode;
import io.pra.failback.api.Request;
import io.pra.failback.vsphere.PowerState;
import java.util.function.Consumer;

/** Everything that can happen to a plan, one thing at a time. */
enum Event {
  NOTHING(world -> {}),
  APPROVAL(world -> world.approve("bob", request(world))),
  APPROVAL_OF_ANOTHER(world -> world.approve("bob", "0badcafe")),
  WITHDRAWAL(world -> world.plan.patch("approvals: null")),
  EXPIRY(Event::expire),
  PLAN_EDIT(world -> world.plan.patch("objectives: {rtoSeconds: 60}")),
  VM_APPEARS(world -> world.primary.create("docker-03", PowerState.POWERED_OFF)),
  CHECKS_PASS(World::allProbesPass),
  CHECKS_FAIL(
      world -> {
        world.check("rpo", false).check("mysql-up", false);
        world.check("smoke", false).check("users", false);
      }),
  CHECKS_UNANSWERED(
      world -> {
        world.noRecentAnswer("rpo").noRecentAnswer("mysql-up");
        world.noRecentAnswer("smoke").noRecentAnswer("users");
      }),
  SIGN_OFFS(world -> sign(world, episode(world))),
  OLD_SIGN_OFFS(world -> sign(world, "episode-0")),
  ABORT(world -> world.abort(episode(world))),
  ABORT_OF_ANOTHER(world -> world.abort("episode-0")),
  RECOVERY_UNREADABLE(world -> world.recovery.readable(false)),
  PRIMARY_UNREADABLE(world -> world.primary.readable(false)),
  RECOVERY_VM_STARTS(world -> world.recovery.power("docker-01", PowerState.POWERED_ON)),
  RECOVERY_VM_UNKNOWN(world -> world.recovery.connected("docker-01", false)),
  PRIMARY_VM_STARTS(world -> world.primary.power("docker-01", PowerState.POWERED_ON)),
  PRIMARY_VM_UNKNOWN(world -> world.primary.connected("mysql-01", false)),
  PRIMARY_VM_DOWN(world -> world.primary.power("mysql-01", PowerState.POWERED_OFF)),
  PRIMARY_VM_COPIED(world -> world.primary.create("docker-01", PowerState.POWERED_OFF)),
  RECOVERY_VM_COPIED(world -> world.recovery.create("docker-01", PowerState.POWERED_OFF)),
  PRIMARY_VM_GONE(world -> world.primary.remove("docker-01")),
  RECOVERY_VM_GONE(world -> world.recovery.remove("docker-01")),
  PAUSED(world -> world.plan.patch("paused: true")),
  PRIMARY_DRY_RUN(world -> world.primary.mode(Mode.DryRun)),
  RECOVERY_DRY_RUN(world -> world.recovery.mode(Mode.DryRun)),
  HOSTS_TOO_SMALL(world -> world.primary.hosts().host("esx-1", 8192).host("esx-2", 8192)),
  HOSTS_UNREAD(world -> world.primary.hosts().unread()),
  HOSTS_FULL_ADVISORY(
      world -> {
        world.primary.hosts().host("esx-1", 8192).host("esx-2", 8192);
        world.plan.patch("capacity: {blocking: false}");
      }),
  TIME_PASSES(world -> world.pass(1000)),
  FAILOVER(
      world -> {
        world.recovery.powerAll(PowerState.POWERED_ON);
        world.primary.powerAll(PowerState.POWERED_OFF);
      }),
  FAILOVER_LASTS(
      world -> {
        world.recovery.powerAll(PowerState.POWERED_ON);
        world.primary.powerAll(PowerState.POWERED_OFF);
        world.persist(world.observation(), world.decide());
        world.pass(31);
      }),
  FAILOVER_DECLARED(
      world -> {
        world.recovery.powerAll(PowerState.POWERED_ON);
        world.plan.patch("declareFailover: {by: dave, reason: flood}");
      }),
  DECLARATION_REPLAYED(
      world -> {
        world.recovery.powerAll(PowerState.POWERED_ON);
        world.plan.patch("declareFailover: {by: dave, reason: old}");
        world.status =
            Statuses.withDeclarationAnswered(
                world.status, RequestHash.sha256("dave\nold").substring(0, 16));
      }),
  RESTART(World::restart);

  @SuppressWarnings("ImmutableEnumChecker") // A lambda without state.
  private final Consumer<World> what;

  Event(Consumer<World> what) {
    this.what = what;
  }

  void happen(World world) {
    what.accept(world);
  }

  private static String request(World world) {
    return world.status.request() == null ? "none" : world.status.request().id();
  }

  private static String episode(World world) {
    return world.status.episode() == null ? "episode-1" : world.status.episode().id();
  }

  static void sign(World world, String episode) {
    world.signOff("ops-go", episode).signOff("post-mortem", episode).signOff("reverse", episode);
    world.signOff("warm", episode);
  }

  private static void expire(World world) {
    Request open = world.status.request();
    if (open != null) {
      world.status =
          Statuses.with(
              world.status,
              new Request(
                  open.id(),
                  open.planHash(),
                  open.pairsHash(),
                  open.policiesHash(),
                  open.issuedAt(),
                  world.now,
                  null));
    }
  }
}
