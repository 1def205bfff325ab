package io.pra.failback.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.api.Check;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.Manual;
import io.pra.failback.api.ReadinessCheck;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A kind that can be written can be run. */
class KindsTest {
  static Stream<RecordComponent> kindsInTheChecklist() {
    return kindsOf(ChecklistItem.class).filter(kind -> kind.getType() != Manual.class);
  }

  static Stream<RecordComponent> kindsOfReadiness() {
    return kindsOf(ReadinessCheck.class);
  }

  private static Stream<RecordComponent> kindsOf(Class<? extends Record> check) {
    return Arrays.stream(check.getRecordComponents()).filter(c -> c.getType().isRecord());
  }

  @ParameterizedTest
  @MethodSource({"kindsInTheChecklist", "kindsOfReadiness"})
  void hasAProbe(RecordComponent kind) throws Exception {
    Check check = withOnly(kind);

    assertThat(Probes.of(check, null)).as(kind.getName()).isPresent();
    assertThat(Check.KINDS).contains("has(self." + kind.getName() + ")");
  }

  @ParameterizedTest
  @MethodSource("kindsInTheChecklist")
  void isTheSameInTheChecklistAndOfAWave(RecordComponent kind) {
    assertThat(kindsOfReadiness().map(RecordComponent::getName)).contains(kind.getName());
    assertThat(List.of(Check.class.getMethods()))
        .extracting(Method::getName)
        .contains(kind.getName());
  }

  /** The check with this kind and no other, whose fields have their defaults or are absent. */
  private static Check withOnly(RecordComponent kind) throws Exception {
    Class<?> type = kind.getDeclaringRecord();
    Object[] values =
        Arrays.stream(type.getRecordComponents())
            .map(
                component ->
                    component.getName().equals(kind.getName())
                        ? empty(kind.getType())
                        : component.getType() == String.class ? "up" : null)
            .toArray();
    return (Check) constructor(type).newInstance(values);
  }

  private static Object empty(Class<?> kind) {
    try {
      return constructor(kind)
          .newInstance(
              Arrays.stream(kind.getRecordComponents())
                  .map(component -> component.getType() == int.class ? 1 : null)
                  .toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
    return type.getDeclaredConstructor(
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new));
  }
}
