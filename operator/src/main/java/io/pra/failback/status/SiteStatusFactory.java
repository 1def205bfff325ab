package io.pra.failback.status;

import io.pra.failback.api.Deviation;
import io.pra.failback.api.Mode;
import io.pra.failback.api.ObservedActivity;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.api.SiteStateStatus;
import io.pra.failback.api.VmCounts;
import io.pra.failback.decision.ApiVersion;
import io.pra.failback.decision.Lack;
import io.pra.failback.decision.Preflight;
import io.pra.failback.decision.SiteDecision;
import io.pra.failback.decision.SiteView;
import io.pra.failback.decision.Stall;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the status of a site. */
public final class SiteStatusFactory {
  private static final int LONGEST_LINE = 500;

  /**
   * As far apart as clocks may be before it is said. Events of the vCenter are looked for by time
   * with this much room, and the order of what happened at two sites is told by two clocks.
   */
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(60);

  private SiteStatusFactory() {}

  /**
   * What the status is made from.
   *
   * @param before the status as it was persisted
   * @param misconfigured why the site cannot even be tried; empty if it can
   * @param contactProblem the contact's problem, also one beside a session that works
   * @param contactMessage the same in words
   * @param lastContact when the vCenter last answered
   * @param surplus VMs that a plan matches beyond its limit
   * @param uncovered VMs of the site that no wave of any plan covers
   * @param use which episodes rest on the site
   * @param vCenter instance UUID of the vCenter that was last logged in to; empty before
   */
  public record Input(
      SiteStateSpec spec,
      SiteStateStatus before,
      Long generation,
      SiteView site,
      SiteDecision decision,
      Optional<Stall> misconfigured,
      Optional<VSphereException.Kind> contactProblem,
      String contactMessage,
      Instant lastContact,
      List<String> surplus,
      List<String> uncovered,
      SiteUse use,
      String vCenter,
      Instant now) {}

  public static SiteStateStatus build(Input in) {
    VmCounts counts = counts(in.site());
    ConditionSet set = new ConditionSet(in.before().conditions(), in.generation(), in.now());
    String situation = ready(set, in, counts);
    reachable(set, in);
    converged(set, in);
    set.put("InUse", !in.use().isFree(), in.use().reason(), in.use().message());
    List<Deviation> deviations =
        in.decision().deviations().stream().map(SiteStatusFactory::plain).toList();
    return new SiteStateStatus(
        in.generation(),
        activity(in.site(), counts),
        PlainText.of(in.use().isDeletionBlocked() ? in.use().message() : situation, LONGEST_LINE),
        counts,
        deviations,
        in.lastContact(),
        in.vCenter().isEmpty() ? in.before().vcenterInstanceUuid() : in.vCenter(),
        set.list());
  }

  /** Who reads it finds the VM by its reference; its name is for the eye. */
  private static Deviation plain(Deviation of) {
    return new Deviation(
        PlainText.of(of.name()), of.moRef(), of.powerState(), of.desired(), of.since());
  }

  private static String ready(ConditionSet set, Input in, VmCounts counts) {
    Optional<Stall> wrong = in.misconfigured().or(() -> in.decision().problem());
    if (wrong.isPresent()) {
      String message = wrong.get().message() + ". Next: " + wrong.get().nextStep();
      set.put("Ready", false, wrong.get().reason(), message);
      return message;
    }
    if (!in.site().readable() || in.contactProblem().isPresent()) {
      String message =
          in.contactMessage()
              + in.contactProblem()
                  .map(kind -> ". Next: " + ContactMend.of(kind, in.spec()))
                  .orElse("");
      set.put("Ready", false, reason(in), message);
      return message;
    }
    Preflight preflight = in.site().preflight();
    if (ApiVersion.isTooOld(preflight.apiVersion())) {
      String message =
          "the vCenter's API is %s, and %s is the oldest that this operator can be trusted with. Next: upgrade the vCenter"
              .formatted(preflight.apiVersion(), ApiVersion.OLDEST);
      set.put("Ready", false, "UnsupportedVersion", message);
      return message;
    }
    List<Lack> lacks = Lack.of(in.site());
    if (!lacks.isEmpty()) {
      String message =
          "the operator's account lacks %s. Next: %s".formatted(Lack.words(lacks), Lack.NEXT_STEP);
      set.put("Ready", false, "MissingPrivileges", message);
      return message;
    }
    String dry = in.spec().mode() == Mode.DryRun ? "DryRun: nothing is done here; " : "";
    String surplus =
        in.surplus().isEmpty()
            ? ""
            : "; %d VM(s) beyond a plan's limit are not held, %s first"
                .formatted(in.surplus().size(), in.surplus().get(0));
    String uncovered =
        in.uncovered().isEmpty()
            ? ""
            : "; %d VM(s) are in no wave of any plan, %s first: let spec.waves of one match them, or exclude them"
                .formatted(in.uncovered().size(), in.uncovered().get(0));
    String message =
        "%s%d of %d VM(s) run%s%s%s%s%s"
            .formatted(
                dry,
                counts.poweredOn(),
                counts.total(),
                freeze(in.spec()),
                surplus,
                uncovered,
                clock(preflight),
                privileges(preflight));
    set.put("Ready", true, counts.total() == 0 ? "NoVirtualMachines" : "Watching", message);
    return message;
  }

  /** Two clocks that differ put what happened at the sites, and people's logs, out of order. */
  private static String clock(Preflight preflight) {
    return preflight
        .clockAhead()
        .filter(ahead -> ahead.abs().compareTo(CLOCKS_AGREE) > 0)
        .map(
            ahead ->
                "; the vCenter's clock is %d s %s that of the operator: synchronise them"
                    .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"))
        .orElse("");
  }

  private static String privileges(Preflight preflight) {
    return preflight.problem().isEmpty()
        ? ""
        : "; whether the operator's account has its privileges is not known: "
            + preflight.problem();
  }

  private static String freeze(SiteStateSpec spec) {
    return spec.activity() == SiteActivity.PlanDriven ? "" : "; activity " + spec.activity();
  }

  private static void reachable(ConditionSet set, Input in) {
    if (in.misconfigured().isPresent() && !in.site().readable()) {
      set.put("Reachable", "Unknown", "NotTried", "see Ready");
    } else if (in.site().readable()) {
      set.put("Reachable", true, "Connected", "the vCenter answers");
    } else {
      set.put("Reachable", false, reason(in), in.contactMessage());
    }
  }

  private static String reason(Input in) {
    return in.contactProblem()
        .map(
            kind ->
                switch (kind) {
                  case INVALID_LOGIN -> "InvalidLogin";
                  case UNTRUSTED -> "UntrustedCertificate";
                  case OTHER_VCENTER -> "OtherVCenter";
                  case NO_PERMISSION -> "MissingPrivileges";
                  case NOT_FOUND -> "FolderNotFound";
                  case PROTOCOL -> "ProtocolError";
                  case NOT_AUTHENTICATED -> "SessionEnded";
                  case UNREACHABLE -> "Unreachable";
                  case INVALID_POWER_STATE,
                      INVALID_STATE,
                      TASK_IN_PROGRESS,
                      TOOLS_UNAVAILABLE,
                      INVALID_COLLECTOR_VERSION,
                      OTHER_FAULT ->
                      "VCenterFault";
                })
        .orElse("Connecting");
  }

  private static void converged(ConditionSet set, Input in) {
    if (!in.site().readable()) {
      set.put("Converged", "Unknown", "Unreadable", "the site cannot be read");
    } else if (in.decision().total() == 0) {
      set.put("Converged", true, "AsDesired", "every VM is as it should be");
    } else {
      Deviation first = in.decision().deviations().get(0);
      set.put(
          "Converged",
          false,
          "Deviations",
          "%d VM(s) are not as they should be: %s is %s, should be %s"
              .formatted(in.decision().total(), first.name(), first.powerState(), first.desired()));
    }
  }

  private static VmCounts counts(SiteView site) {
    Map<PowerState, Integer> by = new EnumMap<>(PowerState.class);
    for (VirtualMachine vm : site.selected()) {
      by.merge(site.readable() ? vm.powerState() : PowerState.UNKNOWN, 1, Integer::sum);
    }
    return new VmCounts(
        site.selected().size(),
        by.getOrDefault(PowerState.POWERED_ON, 0),
        by.getOrDefault(PowerState.SUSPENDED, 0),
        by.getOrDefault(PowerState.POWERED_OFF, 0),
        by.getOrDefault(PowerState.UNKNOWN, 0));
  }

  private static ObservedActivity activity(SiteView site, VmCounts counts) {
    if (!site.readable() || counts.unknown() > 0) {
      return ObservedActivity.Unknown;
    }
    if (counts.total() == 0) {
      return ObservedActivity.Empty;
    }
    if (counts.poweredOn() == counts.total()) {
      return ObservedActivity.Active;
    }
    if (counts.poweredOn() > 0) {
      return ObservedActivity.Mixed;
    }
    return counts.suspended() == counts.total()
        ? ObservedActivity.Suspended
        : ObservedActivity.Stopped;
  }
}
