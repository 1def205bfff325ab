package io.pra.failback.api;

import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The CRDs and objects of the previous release, in {@code before/} of the resources. */
final class BeforeUpgrade {
  static final List<String> CRDS =
      List.of("failbackplans.failback.pra.io.yaml", "sitestates.failback.pra.io.yaml");

  /** Spec and status, with a value in every field. */
  static final List<String> OBJECTS = List.of("failbackplan.yaml", "sitestate.yaml");

  /** As people had copied them. */
  static final List<String> EXAMPLES =
      List.of(
          "example-failbackplan.yaml",
          "example-plan-16-items.yaml",
          "example-plan-16-items-forbidden.yaml",
          "example-sitestates.yaml");

  private static final Path FOLDER =
      Lab.root().resolve("operator/src/test/resources/io/pra/failback/api/before");

  private BeforeUpgrade() {}

  static String read(String name) {
    return read(FOLDER, name);
  }

  /** A CRD as it is now. */
  static String readNow(String crd) {
    return read(Lab.root().resolve("crds"), crd);
  }

  private static String read(Path folder, String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
