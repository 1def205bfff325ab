package io.pra.failback.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.pra.failback.api.SecretRef;
import io.pra.failback.api.SiteState;
import io.pra.failback.api.VCenterSpec;
import io.pra.failback.api.VCenterTls;
import io.pra.failback.decision.Stall;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Where a site's vCenter is and as whom, from the spec and the Secrets that it names. */
record SiteSettings(Endpoint endpoint, Credentials credentials) {

  private static final String CREDENTIALS = "spec.vcenter.credentialsSecretRef";

  /** Settings that cannot be used, and how to mend them. */
  static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Stall stall;

    Unusable(String reason, String message, String nextStep) {
      this(new Stall(reason, message, nextStep));
    }

    Unusable(Stall stall) {
      super(stall.message());
      this.stall = stall;
    }

    Stall stall() {
      return stall;
    }
  }

  /** Where the Secrets of a site are read. */
  interface Secrets {
    /**
     * Reads one.
     *
     * @return empty if there is none of this name
     * @throws Unusable if it may not be read
     */
    Optional<Secret> find(String name) throws Unusable;
  }

  /** Names of the Secrets that a site uses. */
  static Set<String> secretsOf(SiteState site) {
    Set<String> names = new LinkedHashSet<>();
    VCenterSpec vCenter = site.getSpec().vcenter();
    names.add(vCenter.credentialsSecretRef().name());
    if (vCenter.tls() != null && vCenter.tls().caSecretRef() != null) {
      names.add(vCenter.tls().caSecretRef().name());
    }
    return names;
  }

  static SiteSettings read(VCenterSpec vCenter, Secrets secrets) throws Unusable {
    SecretRef credentials = vCenter.credentialsSecretRef();
    return new SiteSettings(
        Endpoint.of(URI.create(vCenter.url()), trust(vCenter.tls(), secrets)),
        new Credentials(
            value(CREDENTIALS, credentials, "username", secrets),
            value(CREDENTIALS, credentials, "password", secrets)));
  }

  private static ServerTrust trust(VCenterTls tls, Secrets secrets) throws Unusable {
    if (tls == null) {
      return new ServerTrust.SystemStore();
    }
    if (tls.thumbprint() != null) {
      try {
        return ServerTrust.PinnedLeaf.parse(tls.thumbprint());
      } catch (IllegalArgumentException e) {
        throw new Unusable(
            "InvalidThumbprint", e.getMessage(), "correct spec.vcenter.tls.thumbprint");
      }
    }
    return tls.caSecretRef() == null
        ? new ServerTrust.SystemStore()
        : new ServerTrust.CertificateAuthority(
            value("spec.vcenter.tls.caSecretRef", tls.caSecretRef(), "ca.crt", secrets));
  }

  private static String value(String field, SecretRef ref, String key, Secrets secrets)
      throws Unusable {
    Secret secret =
        secrets
            .find(ref.name())
            .orElseThrow(
                () ->
                    new Unusable(
                        "SecretMissing",
                        "%s names Secret %s, which does not exist".formatted(field, ref.name()),
                        "create it with the key %s, or correct the name".formatted(key)));
    String encoded = secret.getData() == null ? null : secret.getData().get(key);
    if (encoded == null || encoded.isEmpty()) {
      throw new Unusable(
          "SecretKeyMissing",
          "%s names Secret %s, which has no key %s".formatted(field, ref.name(), key),
          "add the key to the Secret");
    }
    return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8)
        .replaceFirst("\\R\\z", "");
  }
}
