package io.pra.failback.harness;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.lab.ZertoStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/**
 * The stand-in of the ZVM of SBG in a test's namespace: its Secrets, and what a plan says of it.
 */
public final class ZertoScene {
  public final ZertoStandIn standIn = new ZertoStandIn(Lab.shared().info().zerto());
  private final LabInfo.StandIn sbg = standIn.of("sbg");
  private final String namespace;

  /** No VPG yet, and the Secrets that {@link #spec} names. */
  public ZertoScene(String namespace) {
    this.namespace = namespace;
    standIn.reset();
    credentials(sbg.clientSecret());
    try {
      secret("zvm-sbg-ca", Map.of("ca.crt", Files.readString(sbg.ca())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void credentials(String clientSecret) {
    secret("zvm-sbg", Map.of("clientId", sbg.client(), "clientSecret", clientSecret));
  }

  public String rightSecret() {
    return sbg.clientSecret();
  }

  public void withoutCredentials() {
    Lab.shared().admin().secrets().inNamespace(namespace).withName("zvm-sbg").delete();
  }

  /** spec.zerto, in YAML, with more of its fields. */
  public String spec(String more) {
    return """
        zerto:
          recovery: {url: "%s", credentialsSecretRef: {name: zvm-sbg}, tls: {caSecretRef: {name: zvm-sbg-ca}}}
          %s
        """
        .formatted(sbg.url(), more);
  }

  private void secret(String name, Map<String, String> data) {
    Lab.shared()
        .admin()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(data)
                .build())
        .createOr(existing -> existing.update());
  }
}
