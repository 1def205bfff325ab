package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.Authority;
import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailoverDetection;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.PowerState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a plan at its word: types the commands that it prints, letter by letter, and does by hand
 * what it says in words.
 */
final class WaysOut {
  private static final Pattern COMMAND =
      Pattern.compile(
          "kubectl patch (failbackplan|sitestate) (\\S+) -n prod --type merge -p '([^']*)'");
  private static final int PATIENCE = 60;
  private static final int ERRANDS = 200;

  private WaysOut() {}

  /** Each way out by itself ends the stall. */
  static void checkEach(World world, Stall stall) {
    List<String> commands = commands(stall.nextStep());
    commands.forEach(command -> check(world, stall, command, copy -> type(copy, command)));
    if (!words(stall.nextStep()).isEmpty()) {
      byHand(stall).forEach(mend -> check(world, stall, words(stall.nextStep()), mend));
    }
    assertThat(commands.isEmpty() && byHand(stall).isEmpty())
        .as("no way out of %s: %s", stall.reason(), stall.nextStep())
        .isFalse();
  }

  private static void check(World world, Stall stall, String way, Consumer<World> follow) {
    World copy = world.copy();
    follow.accept(copy);
    for (int i = 0; i < PATIENCE; i++) {
      Decision decision = copy.turn();
      boolean out =
          decision
              .stall()
              .map(now -> !(now.reason() + now.message()).equals(stall.reason() + stall.message()))
              .orElse(true);
      if (out) {
        return;
      }
      copy.pass(10);
    }
    throw new AssertionError(
        "in %s %s (%s) is no way out: %s"
            .formatted(world.status.phase(), stall.reason(), stall.message(), way));
  }

  /** Does what the plan says, and nothing else, until the failback is complete. */
  static void followToTheEnd(World world) {
    world.guestsObey = true;
    world.actionsEnd = ActionState.Succeeded;
    world.plan.patch("failoverDetection: null");
    boolean begun = false;
    for (int i = 0; i < ERRANDS; i++) {
      Decision decision = world.turn();
      Phase phase = world.status.phase();
      begun |= phase.inEpisode();
      if (begun && phase == Phase.Completed) {
        return;
      }
      errand(world, decision, begun);
    }
    throw new AssertionError(
        "it does not get to the end: %s %s; %s"
            .formatted(world.status.phase(), world.status.message(), world.status.nextAction()));
  }

  private static void errand(World world, Decision decision, boolean begun) {
    world.pass(10);
    world.allProbesPass();
    List<String> commands =
        commands(decision.nextAction()).stream()
            .filter(command -> !command.contains("\"abort\":{"))
            .toList();
    if (!commands.isEmpty()) {
      type(world, commands.get(0));
    } else if (decision.stall().isPresent()) {
      byHand(decision.stall().get()).get(0).accept(world);
    } else if (decision.nextAction().contains("wait for Zerto")) {
      createMissing(world, Side.Primary);
    } else if (!begun) {
      setRight(world);
      world.advanceWhatIsReal();
    }
  }

  static List<String> commands(String nextStep) {
    List<String> commands = new ArrayList<>();
    Matcher found = COMMAND.matcher(nextStep);
    while (found.find()) {
      commands.add(found.group());
    }
    return commands;
  }

  /** What remains of a next step when the commands, and what introduces them, are left out. */
  private static String words(String nextStep) {
    return COMMAND
        .matcher(nextStep)
        .replaceAll("")
        .replaceAll("(;? ?or )?(go back|to try again|approve again|go on|say it): ?", "")
        // Of an action whose effect cannot be looked for: only who vouches for it, by the command
        // that follows, lets it go on.
        .replace("look whether it took effect, do it by hand if not, and vouch for it:", "")
        .trim();
  }

  /** Two people type it, for it may take two. */
  private static void type(World world, String command) {
    Matcher parts = COMMAND.matcher(command);
    assertThat(parts.matches()).as(command).isTrue();
    for (String who : List.of("alice", "bob")) {
      String patch = spec(parts.group(3).replace("<you>", who).replace("<why>", "storage alarm"));
      if (parts.group(1).equals("failbackplan")) {
        assertThat(parts.group(2)).isEqualTo("erp");
        world.plan.patch(patch);
      } else {
        patchSite(parts.group(2).equals("rbx") ? world.primary : world.recovery, patch);
      }
    }
  }

  private static String spec(String patch) {
    assertThat(patch).startsWith("{\"spec\":").endsWith("}");
    return patch.substring("{\"spec\":".length(), patch.length() - 1);
  }

  private static void patchSite(TestSite site, String patch) {
    switch (patch) {
      case "{\"mode\":\"Enforce\"}" -> site.mode(Mode.Enforce);
      case "{\"activity\":\"PlanDriven\"}" -> site.activity(SiteActivity.PlanDriven);
      default -> throw new AssertionError("nobody can type " + patch);
    }
  }

  /** What the words of a next step ask for; several where they leave a choice. */
  private static List<Consumer<World>> byHand(Stall stall) {
    return switch (stall.reason()) {
      case "SiteUnreadable" -> List.of(WaysOut::contact);
      case "RecoveryUnreadable" -> List.of(WaysOut::contact);
      case "SiteMissing", "SameVCenter", "VmClaimedTwice" -> List.of(WaysOut::clear);
      case ApprovalGuard.REASON -> List.of(world -> world.guarded(true));
      case "AmbiguousIdentity" -> List.of(WaysOut::removeCopies);
      case "VmInNoWave", "VmInTwoWaves", "WaveMatchesNothing", "NoVirtualMachines" ->
          List.of(
              world -> {
                world.restoreWaves();
                createMissing(world, Side.Primary);
                restoreMarkers(world);
              });
      case "PrimaryVmMissing" -> List.of(world -> createMissing(world, Side.Primary));
      case "RecoveryVmMissing", "VmWithoutTwin" ->
          List.of(
              world -> {
                if (stall.reason().equals("VmWithoutTwin")) {
                  world.plan.patch("pairing: null");
                }
                createMissing(world, Side.Recovery);
                restoreMarkers(world);
              });
      case "PrimaryUnknown", "RecoveryUnknown" -> List.of(WaysOut::reconnect);
      case "DualActive", "RecoveryStillRuns" ->
          List.of(world -> world.recovery.powerAll(PowerState.POWERED_OFF));
      case "PrimaryVmDown" -> List.of(world -> world.primary.powerAll(PowerState.POWERED_ON));
      case "RollbackBlocked" ->
          List.of(
              world -> {
                createMissing(world, Side.Recovery);
                world.recovery.powerAll(PowerState.POWERED_ON);
              });
      case "CheckFailed" -> List.of(World::allProbesPass);
      case "WaveTimedOut" ->
          List.of(
              world -> {
                world.allProbesPass();
                world.primary.powerAll(PowerState.POWERED_ON);
              });
      case "ActionFailed", "ActionOutcomeUnknown" ->
          List.of(
              world -> {
                world.actionsEnd = ActionState.Succeeded;
                world.actions.clear();
              });
      case "DeclarationRefused" ->
          List.of(
              world -> {
                if (stall.nextStep().contains("restore the contact")) {
                  contact(world);
                }
                if (stall.nextStep().contains("reconnect the host")) {
                  reconnect(world);
                }
                world.recovery.powerAll(PowerState.POWERED_ON);
              },
              world -> world.plan.patch("declareFailover: null"));
      case "AuthorityUndecided" -> List.of(world -> world.plan.patch("initialAuthority: Primary"));
      case "OverlapForbidden" ->
          List.of(world -> world.plan.patch("overlap: Allowed\nfinalSync: null"));
      case "InsufficientCapacity", "CapacityUnknown" -> List.of(world -> world.primary.roomy());
      case "HoldRefused", "MissingPrivileges" -> List.of(WaysOut::grant);
      case "AbortTooLate" ->
          stall.nextStep().contains("begins the next episode")
              ? List.of(WaysOut::failOver)
              : List.of();
      default -> List.of();
    };
  }

  private static void failOver(World world) {
    contact(world);
    reconnect(world);
    for (Side side : Side.values()) {
      world.site(side).activity(SiteActivity.PlanDriven);
    }
    world.primary.powerAll(PowerState.POWERED_OFF);
    world.recovery.powerAll(PowerState.POWERED_ON);
    if (world.plan.spec().failoverDetection() == FailoverDetection.Manual) {
      world.plan.patch("declareFailover: {by: dave, reason: cutover failed}");
    }
  }

  /** All that people can do at the sites, and take back of what they have said. */
  static void setRight(World world) {
    clear(world);
    removeCopies(world);
    reconnect(world);
    restoreMarkers(world);
    grant(world);
    world.primary.roomy();
    for (Side side : Side.values()) {
      world.site(side).mode(Mode.Enforce).activity(SiteActivity.PlanDriven);
      createMissing(world, side);
    }
    if (world.status.authority() == Authority.Primary && world.status.phase().inEpisode()) {
      world.recovery.powerAll(PowerState.POWERED_OFF);
    }
    world.guestsObey = true;
    world.actionsEnd = ActionState.Succeeded;
    world.actions.clear();
    world.allProbesPass();
    world.plan.patch(
        "paused: false\nabort: null\ndeclareFailover: null\nguard: null\npairing: null");
    world.plan.patch("approvalPolicy: null\nfailoverDetection: null\nrecoveryShutdown: null");
    world.restoreWaves();
  }

  private static void contact(World world) {
    world.primary.readable(true);
    world.recovery.readable(true);
  }

  private static void clear(World world) {
    contact(world);
    world.surroundings = Surroundings.CLEAR;
  }

  private static void grant(World world) {
    for (Side side : Side.values()) {
      world.site(side).preflight(Preflight.unknown("not asked in this test"));
    }
  }

  private static void removeCopies(World world) {
    for (Side side : Side.values()) {
      names(world, side).forEach(world.site(side)::removeCopies);
    }
  }

  private static void restoreMarkers(World world) {
    world.primary.restoreMarkers();
    world.recovery.restoreMarkers();
  }

  private static void reconnect(World world) {
    for (Side side : Side.values()) {
      names(world, side).forEach(vm -> world.site(side).connected(vm, true));
    }
  }

  private static void createMissing(World world, Side side) {
    names(world, side).stream()
        .filter(vm -> world.site(side).all(vm).isEmpty())
        .forEach(vm -> world.site(side).create(vm, PowerState.POWERED_OFF));
  }

  private static List<String> names(World world, Side side) {
    List<String> names = new ArrayList<>(List.of("mysql-01", "docker-01", "docker-02"));
    if (world.status.episode() != null) {
      for (EpisodeVm vm : world.status.episode().virtualMachines()) {
        names.add(side == Side.Primary ? vm.name() : vm.recoveryName());
      }
      world.status.episode().recoveryStops().forEach(stop -> names.add(stop.name()));
    }
    return names.stream().distinct().toList();
  }
}
