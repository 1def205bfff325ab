package io.pra.failback.harness;

import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.api.FailbackPlanStatus;
import io.pra.failback.api.Phase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keeps every status that a plan ever has, as the API server announces them. */
public final class PlanRecorder implements AutoCloseable {
  private final List<FailbackPlanStatus> statuses = new CopyOnWriteArrayList<>();
  private final Watch watch;

  PlanRecorder(Function<Watcher<FailbackPlan>, Watch> begin) {
    this.watch =
        begin.apply(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, FailbackPlan plan) {
                if (plan != null && plan.getStatus() != null) {
                  statuses.add(plan.getStatus());
                }
              }

              @Override
              public void onClose(WatcherException cause) {
                // What was recorded so far is what the test gets.
              }
            });
  }

  public List<FailbackPlanStatus> statuses() {
    return List.copyOf(statuses);
  }

  /** All values that something had while the plan was in a phase. */
  public <T> Set<T> in(Phase phase, Function<FailbackPlanStatus, T> what) {
    return statuses.stream()
        .filter(status -> status.phase() == phase)
        .map(what)
        .collect(Collectors.toSet());
  }

  @Override
  public void close() {
    watch.close();
  }
}
