package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.harness.Control;
import io.pra.failback.harness.LiveSite;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several SiteStates use one account, which five refusals within three minutes lock. */
class SharedAccountIT {
  private static final int SITES = 5;

  @RegisterExtension final Story story = new Story();

  private final SiteFixture fixture = new SiteFixture(story);
  private final Control control = new Control(Lab.shared().info().control());
  private final LabInfo.Site rbx = Lab.shared().info().vcenters().rbx();
  private String user;

  @BeforeEach
  void createTheAccount() {
    user = story.namespace + "@vsphere.local";
    control.post("/sites/rbx/accounts/" + user, Map.of("password", "right"));
  }

  private LiveSite site(int number, String secret) {
    return fixture.site("shared-" + number, rbx.url().toString(), secret, "vcenter-rbx-ca");
  }

  private void secret(String name, String password) {
    fixture.secret(name, Map.of("username", user, "password", password));
  }

  private int logins(String what) {
    for (JsonNode login : control.get("/sites/rbx/logins").get("logins")) {
      if (login.get("user").asText().equals(user)) {
        return login.get(what).asInt();
      }
    }
    return 0;
  }

  @Test
  void oneWrongPasswordIsTriedOnceForAllOfThemAndTheRightOneAtOnce() {
    secret("shared", "wrong");
    List<LiveSite> sites =
        IntStream.rangeClosed(1, SITES).mapToObj(i -> site(i, "shared")).toList();

    for (LiveSite site : sites) {
      SiteFixture.awaitSays(
          site,
          "InvalidLogin",
          "correct username and password in Secret shared, which spec.vcenter.credentialsSecretRef"
              + " names");
    }
    assertThat(logins("invalid")).as("tries").isEqualTo(1);
    assertThat(logins("locked")).isZero();

    secret("shared", "right");
    sites.forEach(site -> site.awaitCondition("Ready", "True"));
    assertThat(logins("invalid")).isEqualTo(1);
  }

  @Test
  void fiveDifferentMistakesLockNothingEitherAndWhoIsRightIsNotHindered() {
    secret("right", "right");
    LiveSite right = site(0, "right");
    right.awaitCondition("Ready", "True");

    for (int i = 1; i <= SITES; i++) {
      secret("wrong-" + i, "wrong-" + i);
    }
    List<LiveSite> sites =
        IntStream.rangeClosed(1, SITES).mapToObj(i -> site(i, "wrong-" + i)).toList();

    for (int i = 1; i <= SITES; i++) {
      SiteFixture.awaitSays(sites.get(i - 1), "InvalidLogin", "in Secret wrong-" + i);
    }
    assertThat(logins("invalid")).as("tries").isEqualTo(2);
    assertThat(logins("locked")).isZero();

    int before = logins("success");
    control.post("/sites/rbx/sessions/terminate", Map.of("user", user));
    await("it logs in again").until(() -> logins("success") > before);
    right.awaitCondition("Ready", "True");
  }
}
