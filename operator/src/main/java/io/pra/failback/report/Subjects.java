package io.pra.failback.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.api.Action;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Stage;
import io.pra.failback.api.Wave;
import java.util.ArrayList;
import java.util.List;

/** Reads off a plan what its episode is about. */
final class Subjects {
  private Subjects() {}

  static Subject of(PlanSnapshot now) {
    FailbackPlanSpec spec = now.spec();
    JsonNode rpo = RecordJson.tree(spec.objectives()).path("rpoSeconds");
    return new Subject(
        now.namespace(),
        now.name(),
        now.uid(),
        spec.primary().siteRef().name(),
        spec.recovery().siteRef().name(),
        now.status().episode().number(),
        now.status().episode().startedAt(),
        spec.overlap(),
        spec.overlapMaxSeconds(),
        spec.objectives().rtoSeconds(),
        spec.objectives().maxHoldSeconds(),
        rpo.isNumber() ? rpo.asLong() : null,
        spec.approvalPolicy().required(),
        planned(spec),
        now.status().episode().virtualMachines().stream()
            .map(vm -> new Subject.Machine(vm.name(), vm.recoveryName(), vm.wave()))
            .toList());
  }

  private static List<Subject.Planned> planned(FailbackPlanSpec spec) {
    List<Subject.Planned> planned = new ArrayList<>();
    planned.add(
        new Subject.Planned(
            Phase.Holding, spec.objectives().maxHoldSeconds(), "objectives.maxHoldSeconds"));
    planned.add(
        new Subject.Planned(
            Phase.AwaitingApproval,
            spec.approvalPolicy().validForSeconds(),
            "approvalPolicy.validForSeconds"));
    long stop = (long) spec.recoveryShutdown().guestShutdownSeconds() * spec.waves().size();
    boolean stopsFirst = spec.overlap() == Overlap.Forbidden;
    if (stopsFirst && (spec.finalSync().isEmpty() || isUnattended(spec.finalSync()))) {
      planned.add(
          new Subject.Planned(
              Phase.Quiescing,
              stop + timeouts(spec.finalSync()),
              "recoveryShutdown.guestShutdownSeconds of each wave, timeoutSeconds of finalSync"));
    }
    List<Action> ofWaves = spec.waves().stream().flatMap(wave -> wave.actions().stream()).toList();
    if (ofWaves.isEmpty() || isUnattended(ofWaves)) {
      planned.add(
          new Subject.Planned(
              Phase.Activating,
              spec.waves().stream().mapToLong(Wave::timeoutSeconds).sum() + timeouts(ofWaves),
              "timeoutSeconds of the waves" + (ofWaves.isEmpty() ? "" : " and their actions")));
    }
    boolean peopleLook =
        spec.checklist().stream()
            .anyMatch(item -> item.stage() == Stage.AfterCutover && item.manual() != null);
    if (isUnattended(spec.cutover()) && !peopleLook) {
      planned.add(
          new Subject.Planned(
              Phase.CuttingOver, timeouts(spec.cutover()), "timeoutSeconds of cutover"));
    }
    if (!stopsFirst) {
      planned.add(
          new Subject.Planned(
              Phase.StoppingRecovery, stop, "recoveryShutdown.guestShutdownSeconds of each wave"));
    }
    if (isUnattended(spec.reprotect())) {
      planned.add(
          new Subject.Planned(
              Phase.Reprotecting, timeouts(spec.reprotect()), "timeoutSeconds of reprotect"));
    }
    return planned;
  }

  /** For what people do, a plan has no time. */
  private static boolean isUnattended(List<Action> actions) {
    return !actions.isEmpty() && actions.stream().allMatch(action -> action.manual() == null);
  }

  private static long timeouts(List<Action> actions) {
    return actions.stream().mapToLong(Action::timeoutSeconds).sum();
  }
}
