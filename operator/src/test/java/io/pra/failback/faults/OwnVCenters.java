package io.pra.failback.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two simulated vCenters for one test class alone; the API server is the shared lab's. */
final class OwnVCenters implements AutoCloseable {
  private final Process process;
  private final LabInfo info;

  private OwnVCenters(Process process, LabInfo info) {
    this.process = process;
    this.info = info;
  }

  /**
   * Starts them.
   *
   * @param options of {@code lab up}
   */
  static OwnVCenters start(String name, String... options) {
    Path dir = Lab.root().resolve("operator/target/" + name + "-" + ProcessHandle.current().pid());
    List<String> command =
        new ArrayList<>(
            List.of(
                Lab.root().resolve("examples/lab/lab").toString(),
                "up",
                "--no-kube",
                "--until-stdin-closes",
                "--dir",
                dir.toString()));
    command.addAll(List.of(options));
    try {
      Files.createDirectories(dir.getParent());
      Process process = new ProcessBuilder(command).redirectError(new File(dir + ".log")).start();
      String ready = process.inputReader(StandardCharsets.UTF_8).readLine();
      if (ready == null) {
        throw new IllegalStateException("the vCenters did not start, see " + dir + ".log");
      }
      return new OwnVCenters(process, new ObjectMapper().readValue(ready, LabInfo.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LabInfo info() {
    return info;
  }

  /** They end by themselves once their standard input does. */
  @Override
  public void close() throws IOException {
    process.outputWriter().close();
  }
}
