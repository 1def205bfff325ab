package io.pra.failback.reconcile;

import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import io.pra.failback.api.Stage;
import io.pra.failback.api.Wave;
import io.pra.failback.api.WaveState;
import io.pra.failback.checks.RunningCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which checks run in which phase. */
final class PlanChecks {
  private PlanChecks() {}

  static List<RunningCheck> all(FailbackPlanSpec spec) {
    return spec.checks().stream()
        .map(check -> RunningCheck.of(check, spec.zerto()))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The checks that should be running now. */
  static List<RunningCheck> wanted(FailbackPlanSpec spec, FailbackPlanStatus status) {
    List<RunningCheck> wanted = new ArrayList<>();
    Stage.of(status.phase())
        .ifPresent(
            stage ->
                spec.checklist().stream()
                    .filter(item -> item.stage() == stage)
                    .map(check -> RunningCheck.of(check, spec.zerto()))
                    .flatMap(Optional::stream)
                    .forEach(wanted::add));
    if (status.phase() == Phase.Activating) {
      spec.waves().stream()
          .filter(wave -> isUp(wave.name(), status))
          .map(Wave::readiness)
          .flatMap(List::stream)
          .map(check -> RunningCheck.of(check, spec.zerto()))
          .flatMap(Optional::stream)
          .forEach(wanted::add);
    }
    return wanted;
  }

  /** A wave is asked whether it is ready once all of its VMs run: before, the answer is known. */
  private static boolean isUp(String name, FailbackPlanStatus status) {
    return status.waves().stream()
        .anyMatch(
            wave ->
                wave.name().equals(name)
                    && wave.ready() == wave.total()
                    && (wave.state() == WaveState.Starting
                        || wave.state() == WaveState.Waiting
                        || wave.state() == WaveState.TimedOut));
  }
}
