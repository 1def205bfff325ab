package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://hook/x?token=hunter2secret",
        "https://hook/x?a=1&api_key=hunter2secret&b=2",
        "https://bob:hunter2secret@hook/x",
        "{\"user\":\"bob\",\"password\":\"hunter2secret\"}",
        "{\"deep\":[{\"clientSecret\":\"hunter2secret\"}]}",
        "{\"headers\":[{\"name\":\"Authorization\",\"value\":\"hunter2secret\"}]}",
        "{\"text\":\"X-Api-Key: hunter2secret\"}",
        "Authorization: Bearer hunter2secret",
        "Authorization: Basic aHVudGVyMnNlY3JldA==",
        "user=bob&passwd=hunter2secret",
        "PASSWORD = 'hunter2secret'",
        "Cookie: hunter2secret",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.hunter2secret",
        "https://hooks.example/services/T0AAAAAAA/B0AAAAAAA/hunter2secretXXXXXXXXXXXXX"
      })
  void aSecretIsTakenOut(String text) {
    String clean = Redaction.text(text);

    assertThat(clean)
        .doesNotContain("hunter2secret", "aHVudGVyMnNlY3JldA")
        .contains(Redaction.MASK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://dns.example/zones/erp?ttl=60",
        "{\"record\":\"erp\",\"target\":\"rbx\",\"ttl\":60}",
        "HTTP 503, expected 2xx",
        "connection to mysql-01.rbx.example:3306 refused",
        "docker-01 ran at rbx while held; stopped 84 ms after it was seen",
        "keyboard=azerty"
      })
  void whatIsNoneStays(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
  }

  @Test
  void theNameOfASecretStaysAndWhatIsInItDoesNot() {
    String clean =
        Redaction.of(
            Map.of(
                "url",
                "https://dns.example",
                "headers",
                List.of(
                    Map.of(
                        "name",
                        "Authorization",
                        "secretRef",
                        Map.of("name", "dns-login", "key", "header"))),
                "password",
                Map.of("value", "hunter2secret")),
            2000);

    assertThat(clean).contains("dns-login").doesNotContain("hunter2secret");
  }

  @Test
  void whatIsLongIsCutAndSaidToBe() {
    assertThat(Redaction.of(Map.of("body", "x".repeat(5000)), 100)).hasSize(100).endsWith("…");
  }
}
