package io.pra.failback.decision;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An object that guards approvals, as it is shipped and as the API server has it.
 *
 * @param kind of the object, such as ValidatingAdmissionPolicy
 * @param name of the object
 * @param shipped its spec, as it must be
 * @param version which of its versions this is: another one of another object, and after each
 *     change of its spec; empty if none was read
 * @param live its spec, as it is; empty if there is none, or none was read
 * @param problem why it was not read; empty if it was
 */
public record PolicyReading(
    String kind,
    String name,
    String version,
    Map<?, ?> shipped,
    Optional<Map<?, ?>> live,
    String problem) {

  /** What is wrong with it, in one line; empty if it is as shipped. */
  Optional<String> gap() {
    if (!problem.isEmpty()) {
      return Optional.of("%s %s cannot be read: %s".formatted(kind, name, problem));
    }
    if (live.isEmpty()) {
      return Optional.of("%s %s is absent".formatted(kind, name));
    }
    return differing(live.get())
        .map(field -> "%s %s is not the one shipped: spec.%s differs".formatted(kind, name, field));
  }

  /** Nobody can tell of every change whether it is a weaker one; so any is. */
  private Optional<String> differing(Map<?, ?> now) {
    return Stream.concat(shipped.keySet().stream(), now.keySet().stream())
        .filter(field -> !Objects.equals(shipped.get(field), now.get(field)))
        .map(Object::toString)
        .sorted()
        .findFirst();
  }
}
