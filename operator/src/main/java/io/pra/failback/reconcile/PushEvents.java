package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/**
 * Wakes a reconciler when something outside Kubernetes has changed: a vCenter, a check, an action.
 * Events before the start are dropped, which is harmless: every object is reconciled at the start.
 */
final class PushEvents<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  PushEvents(String name) {
    super(Void.class, name);
  }

  void wake(Key key) {
    if (isRunning()) {
      getEventHandler().handleEvent(new Event(key.toResourceId()));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
