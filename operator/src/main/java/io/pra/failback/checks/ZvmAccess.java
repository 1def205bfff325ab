package io.pra.failback.checks;

import io.pra.failback.api.SecretRef;
import io.pra.failback.api.Side;
import io.pra.failback.api.VpgStatus;
import io.pra.failback.api.ZertoSpec;
import io.pra.failback.api.ZvmLoginKind;
import io.pra.failback.api.ZvmSpec;
import io.pra.failback.observability.PlainText;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.zerto.Vpg;
import io.pra.failback.zerto.VpgActivity;
import io.pra.failback.zerto.VpgState;
import io.pra.failback.zerto.ZertoException;
import io.pra.failback.zerto.Zvm;
import io.pra.failback.zerto.ZvmEndpoint;
import io.pra.failback.zerto.ZvmLogin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The ZVM that a check or an action asks, with the Secrets as they are now.
 *
 * @param side whose ZVM it is
 * @param spec null if the plan names none there
 */
record ZvmAccess(Side side, ZvmSpec spec) {
  static ZvmAccess of(ZertoSpec zerto, Side wanted) {
    Side side = zerto == null ? Side.Recovery : zerto.answering(wanted);
    return new ZvmAccess(side, zerto == null ? null : zerto.of(side));
  }

  private String field() {
    return "spec.zerto." + (side == Side.Primary ? "primary" : "recovery");
  }

  /** Fails with {@link SecretUnavailableException} or {@link ZertoException}. */
  CompletableFuture<Zvm> open(Network network, Duration timeout) {
    if (spec == null) {
      return CompletableFuture.failedFuture(
          new SecretUnavailableException(field() + " is not there: name the ZVM of that site"));
    }
    return network.secrets().read(uses(), timeout).thenCompose(values -> zvm(network, values));
  }

  private CompletableFuture<Zvm> zvm(Network network, SecretValues values) {
    try {
      return CompletableFuture.completedFuture(network.zvms().at(endpoint(values)));
    } catch (ZertoException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private List<SecretUse> uses() {
    List<SecretUse> uses = new ArrayList<>();
    for (String key : List.of("clientId", "clientSecret", "username", "password")) {
      uses.add(credential(key));
    }
    authorities().ifPresent(uses::add);
    return uses;
  }

  private SecretUse credential(String key) {
    return SecretUse.optional(field() + ".credentialsSecretRef", spec.credentialsSecretRef(), key);
  }

  private Optional<SecretUse> authorities() {
    SecretRef ca = spec.tls() == null ? null : spec.tls().caSecretRef();
    return Optional.ofNullable(ca).map(ref -> SecretUse.ca(field() + ".tls.caSecretRef", ref));
  }

  private ZvmEndpoint endpoint(SecretValues values) {
    return new ZvmEndpoint(URI.create(spec.url()), trust(values), login(values));
  }

  private ServerTrust trust(SecretValues values) {
    Optional<SecretUse> ca = authorities();
    if (ca.isPresent()) {
      return new ServerTrust.CertificateAuthority(values.of(ca.get()));
    }
    return spec.tls() == null || spec.tls().thumbprint() == null
        ? new ServerTrust.SystemStore()
        : ServerTrust.PinnedLeaf.parse(spec.tls().thumbprint());
  }

  private ZvmLogin login(SecretValues values) {
    Optional<String> client = values.find(credential("clientId"));
    Optional<String> secret = values.find(credential("clientSecret"));
    Optional<String> user = values.find(credential("username"));
    Optional<String> password = values.find(credential("password"));
    boolean keycloak = spec.login() == ZvmLoginKind.Keycloak;
    if (keycloak && client.isPresent() && secret.isPresent()) {
      return new ZvmLogin.ServiceAccount(client.get(), secret.get());
    }
    if (user.isPresent() && password.isPresent()) {
      return keycloak
          ? new ZvmLogin.User(user.get(), password.get())
          : new ZvmLogin.Session(
              user.get(), password.get(), spec.login() == ZvmLoginKind.VCenterSession);
    }
    throw new SecretUnavailableException(
        "%s.credentialsSecretRef names Secret %s, which has no %susername and password: add the keys to the Secret"
            .formatted(
                field(),
                spec.credentialsSecretRef().name(),
                keycloak ? "clientId and clientSecret, nor " : ""));
  }

  /** Whether a VPG that protects this side protects the site of the ZVM. */
  Optional<Boolean> isLocal(Side protectedSide) {
    return Optional.ofNullable(protectedSide).map(side::equals);
  }

  /** Whose VMs the VPG protects; empty if it does not say. */
  Optional<Side> protectedBy(Vpg vpg) {
    return vpg.protectsLocalSite().map(local -> local ? side : side.other());
  }

  /** For the status of the plan. */
  VpgStatus status(Vpg vpg) {
    boolean moves = vpg.state() == VpgState.MOVING || vpg.state() == VpgState.FAILING_OVER;
    return new VpgStatus(
        PlainText.of(vpg.name(), 256),
        PlainText.of(vpg.statusText(), 100),
        protectedBy(vpg).orElse(null),
        vpg.rpoSeconds().orElse(null),
        vpg.latestCheckpoint().orElse(null),
        vpg.activity().isBeforeCommit() || (moves && vpg.activity() == VpgActivity.UNKNOWN),
        null,
        null);
  }

  /** What went wrong, in one line without secrets. */
  static String words(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ZertoException || t instanceof SecretUnavailableException) {
        return t.getMessage();
      }
    }
    return "Zerto cannot be asked: " + failure.getClass().getSimpleName();
  }

  static Optional<ZertoException> zertoSays(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ZertoException said) {
        return Optional.of(said);
      }
    }
    return Optional.empty();
  }
}
