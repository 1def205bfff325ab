package io.pra.failback.harness;

import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The packaged operator's own launcher, with the options that are shipped. It gets a class-data
 * archive, made once for a test run: without one each of the hundreds of starts takes half as long
 * again.
 */
final class Launcher {
  private static final Path SCRIPT = Lab.root().resolve("deploy/bin/failback-operator");
  private static final Path JAR = Lab.root().resolve("operator/target/failback-operator.jar");
  private static final Path ARCHIVE = JAR.resolveSibling("failback-operator.jsa");
  private static boolean prepared;

  private Launcher() {}

  /** A start with these arguments; the script becomes the JVM, so that it can be killed. */
  static ProcessBuilder command(String... arguments) {
    prepare();
    return script(arguments);
  }

  private static synchronized void prepare() {
    if (prepared) {
      return;
    }
    try {
      // The launcher offers no archive that is older than the jar.
      boolean current =
          Files.exists(ARCHIVE)
              && Files.getLastModifiedTime(ARCHIVE).compareTo(Files.getLastModifiedTime(JAR)) > 0;
      int code = current ? 0 : script("--make-archive").inheritIO().start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(SCRIPT + " --make-archive: " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    prepared = true;
  }

  private static ProcessBuilder script(String... arguments) {
    List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("FAILBACK_JAR", JAR.toString());
    builder
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    return builder;
  }
}
