package io.pra.failback.decision;

import io.pra.failback.api.ActionState;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One thing that happens to a plan or its sites, in the words in which a story tells it. Each may
 * happen in any world, so that a story stays one when others are taken out of it.
 *
 * @param weight how often it happens, beside the others
 * @param words what happens
 * @param what makes it happen
 */
record Deed(int weight, String words, Consumer<World> what) {
  private static final List<String> VMS = List.of("mysql-01", "docker-01", "docker-02");
  private static final Preflight ASKED_NOTHING = Preflight.unknown("not asked in this test");

  private static final String GOES_ON = "everybody does what the phase waits for";

  @Override
  public String toString() {
    return words;
  }

  /** What happens, said of a plan that stands so. */
  String toldIn(FailbackPlanStatus status) {
    if (words.equals(GOES_ON) && status.isDrilling()) {
      return "people do what the drill waits for, 1 s passes; the operator acts";
    }
    return !words.equals(GOES_ON)
        ? words
        : switch (status.phase()) {
          case Standby, Completed -> "rbx goes down, sbg is powered on, 31 s pass";
          case Holding -> "check rpo passes, bob signs ops-go; the operator acts";
          case AwaitingApproval -> "alice approves the open request; the operator acts";
          case Quiescing, StoppingRecovery -> "1 s passes; the operator acts";
          case Activating ->
              "check mysql-up passes, bob signs what waves wait for; the operator acts";
          case Verifying -> "check smoke passes; the operator acts";
          case CuttingOver -> "check users passes; the operator acts";
          case Reprotecting -> "bob signs reverse; the operator acts";
          case Closing -> "bob signs post-mortem; the operator acts";
        };
  }

  /** Everything that happens; the mildest first, for that is where a failure is shrunk to. */
  static List<Deed> all() {
    List<Deed> all = new ArrayList<>();
    all.add(new Deed(140, GOES_ON, World::advance));
    all.add(new Deed(30, "the operator acts", World::turn));
    all.add(new Deed(12, "people set right what is wrong", WaysOut::setRight));
    time(all);
    people(all);
    edits(all);
    drills(all);
    probes(all);
    for (Side side : Side.values()) {
      site(all, side);
      VMS.forEach(vm -> machine(all, side, vm));
    }
    surroundings(all);
    policies(all);
    all.add(new Deed(3, "the operator is killed and restarted", World::restart));
    return List.copyOf(all);
  }

  private static void add(List<Deed> all, String words, Consumer<World> what) {
    all.add(new Deed(1, words, what));
  }

  private static void time(List<Deed> all) {
    for (int seconds : new int[] {1, 29, 31, 125, 700, 4000}) {
      add(all, seconds + " s pass", world -> world.pass(seconds));
    }
    add(
        all,
        "the operator is away for 100 s",
        world -> {
          world.pass(100);
          world.restart();
        });
  }

  private static void people(List<Deed> all) {
    for (String who : List.of("alice", "bob")) {
      add(
          all,
          who + " approves the open request",
          world -> {
            if (world.status.request() != null) {
              world.approve(who);
            }
          });
      add(all, who + " withdraws", world -> world.withdraw(who));
    }
    add(all, "alice approves last year's request", world -> world.approve("alice", "0badcafe"));
    add(all, "bob signs everything for this episode", Event.SIGN_OFFS::happen);
    add(all, "bob signs everything for episode-0", Event.OLD_SIGN_OFFS::happen);
    add(
        all,
        "bob signs everything for the open request",
        world -> {
          if (world.status.request() != null) {
            Event.sign(world, world.status.request().id());
          }
        });
    add(all, "the sign-offs are taken back", world -> world.plan.patch("signOffs: null"));
    add(all, "carol aborts this episode", Event.ABORT::happen);
    add(all, "carol aborts episode-0", Event.ABORT_OF_ANOTHER::happen);
    all.add(new Deed(2, "the abort is taken back", world -> world.plan.patch("abort: null")));
    add(all, "the plan is paused", world -> world.plan.patch("paused: true"));
    all.add(new Deed(2, "the plan goes on", world -> world.plan.patch("paused: false")));
    add(
        all,
        "dave declares a failover",
        world -> world.plan.patch("declareFailover: {by: dave, reason: flood}"));
    add(all, "the declaration is taken back", world -> world.plan.patch("declareFailover: null"));
  }

  private static void edits(List<Deed> all) {
    edit(all, "objectives: {rtoSeconds: 60}");
    edit(all, "objectives: null");
    edit(all, "approvalPolicy: {required: 2}");
    edit(all, "approvalPolicy: null");
    edit(all, "overlap: Allowed\nfinalSync: null");
    edit(all, "overlap: Forbidden");
    edit(all, "failoverDetection: Manual");
    edit(all, "failoverDetection: null");
    edit(all, "initialAuthority: Primary");
    edit(all, "initialAuthority: Recovery");
    edit(all, "initialAuthority: null");
    edit(all, "guard: {maxVirtualMachines: 2}");
    edit(all, "guard: null");
    edit(all, "pairing: {recoveryNameTemplate: \"{name}-dr\"}");
    edit(all, "pairing: null");
    edit(all, "recoveryShutdown: {powerOffAfter: false}");
    edit(all, "recoveryShutdown: null");
    add(all, "an edit lets no wave name docker-*", World::dropWave);
    all.add(new Deed(2, "an edit restores the waves", World::restoreWaves));
  }

  private static void drills(List<Deed> all) {
    all.add(new Deed(6, "edit: mode: Drill", world -> world.plan.patch("mode: Drill")));
    all.add(new Deed(4, "edit: mode: Failback", world -> world.plan.patch("mode: Failback")));
    all.add(new Deed(4, "rbx goes down, sbg is powered on, 31 s pass", world -> world.failsOver()));
    inDrill(
        all,
        "alice approves the drill's request",
        world -> {
          if (world.status.drill().request() != null) {
            world.approve("alice", world.status.drill().request().id());
          }
        });
    inDrill(
        all,
        "bob signs everything for the drill",
        world -> Event.sign(world, world.status.drill().episode().id()));
    inDrill(
        all,
        "bob signs everything for the drill's request",
        world -> {
          if (world.status.drill().request() != null) {
            Event.sign(world, world.status.drill().request().id());
          }
        });
    inDrill(
        all, "carol aborts the drill", world -> world.abort(world.status.drill().episode().id()));
  }

  /** Of the last drill too: people say it late, or again. */
  private static void inDrill(List<Deed> all, String words, Consumer<World> what) {
    all.add(
        new Deed(
            2,
            words,
            world -> {
              if (world.status.drill() != null) {
                what.accept(world);
              }
            }));
  }

  private static void edit(List<Deed> all, String yaml) {
    add(all, "edit: " + yaml.replace("\n", ", "), world -> world.plan.patch(yaml));
  }

  private static void probes(List<Deed> all) {
    add(all, "every check passes", World::allProbesPass);
    add(all, "every check fails", Event.CHECKS_FAIL::happen);
    add(all, "no check answers any more", Event.CHECKS_UNANSWERED::happen);
    for (ActionState end :
        List.of(ActionState.Succeeded, ActionState.Failed, ActionState.Unknown)) {
      add(all, "actions end as " + end + " from now on", world -> world.actionsEnd = end);
    }
    add(all, "actions do not end any more", world -> world.actionsEnd = null);
    add(all, "guests ignore a shutdown", world -> world.guestsObey = false);
    add(all, "guests obey a shutdown", world -> world.guestsObey = true);
  }

  private static void site(List<Deed> all, Side side) {
    String name = name(side);
    add(all, name + " cannot be read", world -> world.site(side).readable(false));
    all.add(new Deed(3, name + " can be read again", world -> world.site(side).readable(true)));
    add(all, name + " is set to DryRun", world -> world.site(side).mode(Mode.DryRun));
    all.add(new Deed(2, name + " is set to Enforce", world -> world.site(side).mode(Mode.Enforce)));
    for (SiteActivity activity : List.of(SiteActivity.Suspended, SiteActivity.Stopped)) {
      add(
          all,
          "the brake of %s is pulled: activity %s".formatted(name, activity),
          world -> world.site(side).activity(activity));
    }
    all.add(
        new Deed(
            3,
            "the brake of %s is released".formatted(name),
            world -> world.site(side).activity(SiteActivity.PlanDriven)));
    for (PowerState state : List.of(PowerState.POWERED_ON, PowerState.POWERED_OFF)) {
      add(
          all,
          "all of %s is %s".formatted(name, words(state)),
          world -> world.site(side).powerAll(state));
    }
    add(
        all,
        "the account lacks a privilege at every VM of " + name,
        world -> world.site(side).preflight(lacking(world.site(side), side)));
    all.add(
        new Deed(
            2,
            "the account has every privilege at " + name,
            world -> world.site(side).preflight(ASKED_NOTHING)));
  }

  private static Preflight lacking(TestSite site, Side side) {
    Map<MoRef, Set<String>> missing = new HashMap<>();
    Map<MoRef, String> refused = new HashMap<>();
    for (VirtualMachine vm : site.all()) {
      missing.put(vm.ref(), Privileges.ofPlan(PlanText.erp().spec(), side));
      refused.put(vm.ref(), "VirtualMachine.Interact.Suspend");
    }
    return new Preflight("", Optional.empty(), ASKED_NOTHING.problem(), Map.of(), missing, refused);
  }

  private static void machine(List<Deed> all, Side side, String vm) {
    String name = vm + " at " + name(side);
    for (PowerState state :
        List.of(PowerState.POWERED_ON, PowerState.POWERED_OFF, PowerState.SUSPENDED)) {
      add(
          all,
          "%s is %s".formatted(name, words(state)),
          world -> world.site(side).power(vm, state));
    }
    add(all, name + " loses its host", world -> world.site(side).connected(vm, false));
    all.add(
        new Deed(2, name + " finds its host again", world -> world.site(side).connected(vm, true)));
    add(all, name + " is deleted", world -> world.site(side).remove(vm));
    add(
        all,
        name + " is re-created under another UUID, off",
        world -> world.site(side).remove(vm).create(vm, PowerState.POWERED_OFF));
    add(
        all,
        name + " is re-created with its UUID, on",
        world -> world.site(side).recreate(vm, PowerState.POWERED_ON));
    add(
        all,
        name + " is copied",
        world -> {
          if (!world.site(side).all(vm).isEmpty()) {
            world.site(side).create(vm, PowerState.POWERED_OFF);
          }
        });
    all.add(
        new Deed(
            2, "copies of " + name + " are removed", world -> world.site(side).removeCopies(vm)));
    add(all, name + " loses its markers", world -> world.site(side).loseMarkers(vm));
  }

  private static void surroundings(List<Deed> all) {
    for (Side side : Side.values()) {
      add(
          all,
          "SiteState %s is deleted".formatted(name(side)),
          world -> {
            world.site(side).readable(false);
            world.around(Set.of(side), false, List.of());
          });
    }
    add(
        all,
        "both SiteStates are given one vCenter",
        world -> world.around(Set.of(), true, List.of()));
    for (boolean opposed : new boolean[] {false, true}) {
      add(
          all,
          opposed
              ? "plan prod/hr claims a VM the other way round"
              : "plan prod/crm claims a VM too",
          world ->
              world.around(
                  Set.of(), false, List.of(new Rival("prod/other", "rbx", "docker-01", opposed))));
    }
    all.add(
        new Deed(
            6,
            "nothing else is in the way of the plan",
            world -> {
              for (Side side : world.surroundings.missing()) {
                world.site(side).readable(true);
              }
              world.around(Set.of(), false, List.of());
            }));
  }

  private static void policies(List<Deed> all) {
    all.add(
        new Deed(
            2, "the policies that check who approves are deleted", world -> world.guarded(false)));
    all.add(new Deed(3, "the policies come back", world -> world.guarded(true)));
    all.add(
        new Deed(
            2,
            "mallory answers the request that will be issued next",
            world -> world.approveNext("mallory")));
    all.add(
        new Deed(
            2,
            "the policies are deleted, the operator acts, mallory approves, they come back",
            world -> {
              world.guarded(false);
              world.turn();
              if (world.status.request() != null) {
                world.approve("mallory");
              }
              world.approveNext("mallory");
              world.guarded(true);
            }));
    all.add(
        new Deed(
            2,
            "the policies are deleted, mallory approves, they come back before anybody looks",
            world -> world.answeredBetweenTwoLooks("mallory")));
  }

  private static String name(Side side) {
    return side == Side.Primary ? "rbx" : "sbg";
  }

  private static String words(PowerState state) {
    return switch (state) {
      case POWERED_ON -> "powered on";
      case POWERED_OFF -> "powered off";
      case SUSPENDED -> "suspended";
      case UNKNOWN -> "of no known power state";
    };
  }
}
