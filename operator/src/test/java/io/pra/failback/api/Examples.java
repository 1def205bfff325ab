package io.pra.failback.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The YAML of {@code examples/}, as it is written: the records would fill in their defaults. */
final class Examples {
  private static final KubernetesSerialization PLAIN =
      new KubernetesSerialization(new ObjectMapper(), false);

  private Examples() {}

  static Path folder() {
    return Lab.root().resolve("examples");
  }

  /** The YAML files of a folder, by name; not those of its folders. */
  static List<Path> filesOf(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<GenericKubernetesResource> documentsOf(Path file) {
    return Stream.of(read(file).split("(?m)^---$"))
        .map(document -> PLAIN.unmarshal(document, GenericKubernetesResource.class))
        .toList();
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
