package io.pra.failback.decision;

import io.pra.failback.api.FailbackPlanStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Deeds, one after the other, and what came of each: one line for each, told when it ends badly.
 */
final class Story {
  private static final int COMES_TO_REST_WITHIN = 40;

  final World world;
  private final List<String> lines = new ArrayList<>();

  Story(World world) {
    this.world = world;
    world.beside = new Undrilled(world.status);
    lines.add("   %-34s %s".formatted(where(world.status), "(so it begins)"));
  }

  /** Lets a deed happen under {@link Law}. */
  Story then(Deed deed) {
    return then(deed, (seen, decision) -> {});
  }

  /** Lets a deed happen, and shows the decision in which it comes to rest to a witness. */
  Story then(Deed deed, BiConsumer<World, Decision> witness) {
    String words = deed.toldIn(world.status);
    try {
      deed.what().accept(world);
      world.guard();
      comesToRest(witness);
    } catch (RuntimeException | AssertionError e) {
      lines.add("!! %-34s %s".formatted(where(world.status), words));
      throw new AssertionError(e.getMessage() + "\n" + this, e);
    }
    lines.add("   %-34s %s".formatted(where(world.status), words));
    return this;
  }

  /** While the world stands still, decisions do not go round in circles. Effects come later. */
  private void comesToRest(BiConsumer<World, Decision> witness) {
    for (int i = 0; i < COMES_TO_REST_WITHIN; i++) {
      Observation seen = world.observation();
      Decision decision = PlanDecision.decide(seen);
      Law.check(world, seen, decision);
      FailbackPlanStatus before = world.status;
      world.persist(seen, decision);
      world.guard();
      if (!decision.changes(before)) {
        witness.accept(world, decision);
        return;
      }
    }
    throw new AssertionError("it never comes to rest: " + world.status.message());
  }

  private static String where(FailbackPlanStatus status) {
    String stalled =
        status.conditions().stream()
            .filter(c -> c.getType().equals("Stalled") && c.getStatus().equals("True"))
            .map(c -> " !" + c.getReason())
            .findFirst()
            .orElse("");
    String drill =
        status.isDrilling()
            ? " (%s %s)".formatted(status.drill().episode().id(), status.drill().phase())
            : "";
    return "%s/%s%s%s".formatted(status.phase(), status.authority(), stalled, drill);
  }

  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
