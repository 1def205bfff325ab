package io.pra.failback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever starts the operator, starts it with the JVM options that were measured. */
class ShippedOptionsTest {
  private static final Pattern OPTION = Pattern.compile("-(?:XX:|Xm|Xs|D)[^\\s\"<]+");

  @Test
  void theImageHasThoseOfTheLauncher() throws IOException {
    String launcher = Files.readString(Path.of("../deploy/bin/failback-operator"));
    String pom = Files.readString(Path.of("pom.xml"));
    String entrypoint = pom.substring(pom.indexOf("<entrypoint>"), pom.indexOf("</entrypoint>"));
    List<String> options =
        in(
            launcher.substring(
                launcher.indexOf("options=\""), launcher.indexOf("--make-archive ]")));

    assertThat(options).hasSizeGreaterThan(10);
    assertThat(in(entrypoint)).isEqualTo(options);
  }

  private static List<String> in(String text) {
    return OPTION.matcher(text).results().map(MatchResult::group).toList();
  }
}
