package io.pra.failback.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The committed CRDs are those that the records describe. With {@code -Dfailback.crds.write=true}
 * ({@code make crds}) they are written first.
 */
class CrdsAreCurrentTest {
  private final Path crds = Path.of(System.getProperty("failback.root", ".."), "crds");

  @Test
  void theCommittedCrdsAreThoseOfTheRecords() throws IOException {
    Map<String, String> generated = GeneratedCrds.generate();

    if (Boolean.getBoolean("failback.crds.write")) {
      for (Map.Entry<String, String> file : generated.entrySet()) {
        Files.writeString(crds.resolve(file.getKey()), file.getValue());
      }
    }

    assertThat(generated)
        .containsOnlyKeys("failbackplans.failback.pra.io.yaml", "sitestates.failback.pra.io.yaml");
    for (Map.Entry<String, String> file : generated.entrySet()) {
      assertThat(Files.readString(crds.resolve(file.getKey())))
          .as("crds/%s; after a change to the records, run: make crds", file.getKey())
          .isEqualTo(file.getValue());
    }
  }
}
