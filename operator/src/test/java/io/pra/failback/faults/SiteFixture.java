package io.pra.failback.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.harness.LiveSite;
import io.pra.failback.harness.Story;
import io.pra.failback.lab.Lab;
import java.util.Map;
import java.util.Optional;

/** SiteStates and Secrets as people write them, right or wrong. */
final class SiteFixture {
  private final Story story;

  SiteFixture(Story story) {
    this.story = story;
  }

  /** A SiteState of the VMs that are marked as RBX's. */
  LiveSite site(String name, String url, String credentials, String authority) {
    Lab.Kubectl applied =
        Lab.shared()
            .kubectl(
                """
                apiVersion: failback.pra.io/v1alpha1
                kind: SiteState
                metadata: {name: %s}
                spec:
                  vcenter:
                    url: %s
                    credentialsSecretRef: {name: %s}
                    tls: {caSecretRef: {name: %s}}
                  virtualMachines: {extraConfig: {pra.failback.site: rbx}}
                """
                    .formatted(name, url, credentials, authority),
                story.namespace,
                "apply",
                "-f",
                "-");
    assertThat(applied.exitCode()).as(applied.output()).isZero();
    return story.site(name);
  }

  /** Writes a Secret, which is there or not, and has these keys and no others then. */
  void secret(String name, Map<String, String> data) {
    delete(name);
    story.secret(name, data);
  }

  void delete(String secret) {
    Lab.shared().admin().secrets().inNamespace(story.namespace).withName(secret).delete();
  }

  /** Waits until a site is not ready for a reason, and says which field is wrong and what next. */
  static void awaitSays(LiveSite site, String reason, String... parts) {
    await("not ready: " + reason)
        .until(
            () ->
                ready(site)
                    .filter(c -> c.getStatus().equals("False") && c.getReason().equals(reason))
                    .isPresent());
    assertThat(ready(site).orElseThrow().getMessage()).contains("Next: ").contains(parts);
    assertThat(site.status().message()).contains(parts);
  }

  private static Optional<Condition> ready(LiveSite site) {
    return site.condition("Ready");
  }
}
