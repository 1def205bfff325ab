package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The 16 items of the decision record, in the plans that have all of them and in their map. */
class RecordChecklistTest {
  private static final Pattern ITEM = Pattern.compile("item-(\\d\\d)(-.*)?");

  @ParameterizedTest
  @ValueSource(strings = {"plan-16-items.yaml", "plan-16-items-forbidden.yaml"})
  void aPlanHasEachItemUnderItsNumber(String file) {
    Map<Integer, String> found = new TreeMap<>();
    items(
        plan(file),
        (id, title) -> {
          Matcher number = ITEM.matcher(id);
          assertThat(number.matches()).as(id).isTrue();
          found.put(Integer.valueOf(number.group(1)), title);
        });

    assertThat(found.keySet())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 16).boxed().toList());
    found.forEach((number, title) -> assertThat(title).startsWith(number + ". ").contains(" / "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan-16-items.yaml", "plan-16-items-forbidden.yaml"})
  void theMapNamesWhatThePlanHas(String file) {
    String map = Examples.read(Path.of("..", "docs", "checklist.md"));
    items(
        plan(file),
        (id, title) ->
            assertThat(map).as(id).containsPattern(id.replaceAll("-10-.*|-09-.*", "-\\\\d\\\\d-")));
  }

  @Test
  void thePlansDifferInTheirOrderOnly() {
    FailbackPlanSpec allowed = plan("plan-16-items.yaml");
    FailbackPlanSpec forbidden = plan("plan-16-items-forbidden.yaml");

    assertThat(allowed.overlap()).isEqualTo(Overlap.Allowed);
    assertThat(forbidden.overlap()).isEqualTo(Overlap.Forbidden);
    assertThat(forbidden.checklist()).isEqualTo(allowed.checklist());
    assertThat(forbidden.waves()).isEqualTo(allowed.waves());
    assertThat(forbidden.cutover()).isEqualTo(allowed.cutover());
    assertThat(forbidden.reprotect()).isEqualTo(allowed.reprotect());
  }

  private static FailbackPlanSpec plan(String file) {
    return new KubernetesSerialization()
        .unmarshal(Examples.read(Examples.folder().resolve(file)), FailbackPlan.class)
        .getSpec();
  }

  /** Item 9 is the waves, which have no title of their own, and the rest bears an id. */
  private static void items(FailbackPlanSpec plan, BiConsumer<String, String> each) {
    plan.checklist().forEach(item -> each.accept(item.id(), item.title()));
    List.of(plan.cutover(), plan.reprotect())
        .forEach(actions -> actions.forEach(action -> each.accept(action.id(), action.title())));
    plan.waves()
        .forEach(
            wave -> {
              each.accept(wave.name(), "9. / ");
              wave.readiness().forEach(check -> each.accept(check.id(), check.title()));
            });
  }
}
