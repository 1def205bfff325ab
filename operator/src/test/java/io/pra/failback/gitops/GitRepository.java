package io.pra.failback.gitops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Git repository in a folder, with what people commit to it. */
final class GitRepository {
  private final Path folder;

  GitRepository(Path folder) {
    this.folder = folder;
    git("init", "--quiet", "--initial-branch=main");
  }

  String url() {
    return folder.toUri().toString().replaceAll("/$", "");
  }

  /** Commits a file, as somebody. */
  void commits(String who, String file, String content) {
    try {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    git("add", "--all");
    git(
        "-c",
        "user.name=" + who,
        "-c",
        "user.email=" + who + "@example.com",
        "commit",
        "--quiet",
        "--message",
        who + " changes " + file);
  }

  private void git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in git", e);
    }
  }
}
