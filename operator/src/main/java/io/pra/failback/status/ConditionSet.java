package io.pra.failback.status;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.observability.PlainText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Conditions in the making: the transition time moves only when the status does. */
final class ConditionSet {
  static final int LONGEST_MESSAGE = 1000;

  private final List<Condition> before;
  private final Long generation;
  private final Instant now;
  private final List<Condition> conditions = new ArrayList<>();

  ConditionSet(List<Condition> before, Long generation, Instant now) {
    this.before = before;
    this.generation = generation;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
  }

  static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }

  void put(String type, boolean status, String reason, String message) {
    put(type, status ? "True" : "False", reason, message);
  }

  void put(String type, String status, String reason, String message) {
    String since =
        find(before, type)
            .filter(condition -> condition.getStatus().equals(status))
            .map(Condition::getLastTransitionTime)
            .orElse(now.toString());
    conditions.add(
        new Condition(
            since, PlainText.of(message, LONGEST_MESSAGE), generation, reason, status, type));
  }

  List<Condition> list() {
    return List.copyOf(conditions);
  }
}
