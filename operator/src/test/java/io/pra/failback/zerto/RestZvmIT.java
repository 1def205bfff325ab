package io.pra.failback.zerto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.pra.failback.lab.Lab;
import io.pra.failback.lab.LabInfo;
import io.pra.failback.lab.ZertoStandIn;
import io.pra.failback.tls.ServerTrust;
import io.pra.failback.zerto.ZertoException.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against the stand-in of a ZVM, over TLS. */
class RestZvmIT {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ZertoStandIn standIn = new ZertoStandIn(Lab.shared().info().zerto());
  private final LabInfo.StandIn sbg = standIn.of("sbg");
  private final AtomicLong later = new AtomicLong();
  private final Zvms zvms = new Zvms(() -> System.nanoTime() + later.get());

  @BeforeEach
  void reset() {
    standIn.reset();
    standIn.vpg("erp", "{}");
  }

  @AfterEach
  void close() {
    zvms.close();
  }

  @Test
  void readsAVpgAsEitherVersionSendsIt() throws Exception {
    Vpg asTen = read(serviceAccount());
    standIn.modes("sbg", "{\"camel\": true, \"descriptions\": false, \"oldStatusOrder\": true}");
    Vpg asTheSwagger = read(serviceAccount());
    assertThat(asTen.state()).isEqualTo(VpgState.MEETING_SLA);
    assertThat(asTen.rpoSeconds()).contains(6);
    assertThat(asTen.protectsLocalSite()).contains(true);
    assertThat(asTheSwagger.id()).isEqualTo(asTen.id());
    assertThat(asTheSwagger.state()).isEqualTo(VpgState.MEETING_SLA);
    assertThat(asTheSwagger.historyMinutes()).isEqualTo(asTen.historyMinutes());
  }

  @Test
  void theOtherSitesZvmSeesTheSameVpgFromThere() throws Exception {
    LabInfo.StandIn rbx = standIn.of("rbx");
    ZvmLogin login = new ZvmLogin.ServiceAccount(rbx.client(), rbx.clientSecret());
    assertThat(read(new ZvmEndpoint(rbx.url(), authority(rbx), login)).protectsLocalSite())
        .contains(false);
  }

  @Test
  void logsInWithAUserAndWithTheSessionsOfVersionNine() throws Exception {
    assertThat(read(at(new ZvmLogin.User(sbg.user(), sbg.password()))).name()).isEqualTo("erp");
    standIn.modes("sbg", "{\"session\": true}");
    assertThat(read(at(new ZvmLogin.Session(sbg.user(), sbg.password(), true))).name())
        .isEqualTo("erp");
    assertThat(failure(serviceAccount()).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void aTokenServesUntilItIsAboutToEnd() throws Exception {
    read(serviceAccount());
    read(serviceAccount());
    assertThat(standIn.logins("sbg")).isEqualTo(1);
    later.addAndGet(Duration.ofSeconds(265).toNanos());
    read(serviceAccount());
    assertThat(standIn.logins("sbg")).as("still 35 s of 300 are left").isEqualTo(1);
    later.addAndGet(Duration.ofSeconds(10).toNanos());
    read(serviceAccount());
    assertThat(standIn.logins("sbg")).isEqualTo(2);
  }

  @Test
  void aTokenThatTheZvmHasForgottenIsRenewedOnce() throws Exception {
    read(serviceAccount());
    standIn.forgetTokens("sbg");
    assertThat(read(serviceAccount()).name()).isEqualTo("erp");
    assertThat(standIn.logins("sbg")).isEqualTo(2);

    standIn.fault("sbg", "{\"path\": \"/v1/vpgs\", \"status\": 401}");
    assertThat(failure(serviceAccount()).kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(standIn.logins("sbg")).isEqualTo(3);
  }

  @Test
  void wrongCredentialsAreTriedOnceAMinuteAndNeverTold() throws Exception {
    ZvmEndpoint wrong = at(new ZvmLogin.ServiceAccount(sbg.client(), "not-the-secret"));
    ZertoException first = failure(wrong);
    ZertoException second = failure(wrong);
    assertThat(first.kind()).isEqualTo(Kind.INVALID_LOGIN);
    assertThat(second.getMessage()).contains("not tried again for");
    assertThat(first + second.getMessage() + wrong).doesNotContain("not-the-secret");
    assertThat(read(serviceAccount()).name()).as("other credentials at once").isEqualTo("erp");
    later.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(failure(wrong).getMessage()).contains("HTTP 401");
    later.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(failure(wrong).getMessage()).as("twice as long").contains("not tried again for");
  }

  @Test
  void believesOnlyTheRightCertificate() throws Exception {
    ZvmLogin login = new ZvmLogin.ServiceAccount(sbg.client(), sbg.clientSecret());
    LabInfo.StandIn rbx = standIn.of("rbx");
    assertThat(failure(new ZvmEndpoint(sbg.url(), authority(rbx), login)).kind())
        .isEqualTo(Kind.UNTRUSTED);
    assertThat(failure(new ZvmEndpoint(sbg.url(), new ServerTrust.SystemStore(), login)).kind())
        .isEqualTo(Kind.UNTRUSTED);
    assertThat(
            read(new ZvmEndpoint(sbg.url(), ServerTrust.PinnedLeaf.parse(sbg.thumbprint()), login))
                .name())
        .isEqualTo("erp");
    assertThat(
            failure(
                    new ZvmEndpoint(
                        sbg.url(), ServerTrust.PinnedLeaf.parse(rbx.thumbprint()), login))
                .getMessage())
        .contains("it presents " + sbg.thumbprint());
  }

  @Test
  void whatIsNoAnswerIsSaidWithinTheTime() throws Exception {
    for (Map.Entry<String, Kind> fault :
        Map.of(
                "\"status\": 500, \"body\": \"{\\\"Message\\\": \\\"broken\\\"}\"", Kind.NO_ANSWER,
                "\"status\": 403", Kind.FORBIDDEN,
                "\"status\": 200, \"body\": \"huge\"", Kind.PROTOCOL,
                "\"status\": 200, \"body\": \"<html>\"", Kind.PROTOCOL,
                "\"status\": 200, \"body\": \"{}\"", Kind.PROTOCOL,
                "\"cut\": \"before\"", Kind.NO_ANSWER)
            .entrySet()) {
      standIn.heal("sbg");
      standIn.fault("sbg", "{\"path\": \"/v1/vpgs\", %s}".formatted(fault.getKey()));
      assertThat(failure(serviceAccount()).kind()).as(fault.getKey()).isEqualTo(fault.getValue());
    }
    standIn.heal("sbg");
    standIn.fault("sbg", "{\"path\": \"/v1/vpgs\", \"millis\": 20000}");
    long began = System.nanoTime();
    Throwable late =
        catchThrowable(() -> zvms.at(serviceAccount()).vpg("erp", Duration.ofMillis(400)).join());
    assertThat(cause(late).kind()).isEqualTo(Kind.NO_ANSWER);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void nobodyListensThere() throws Exception {
    ZvmLogin login = new ZvmLogin.ServiceAccount("a", "b");
    ZvmEndpoint nowhere =
        new ZvmEndpoint(URI.create("https://127.0.0.1:1"), new ServerTrust.SystemStore(), login);
    assertThat(failure(nowhere).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void aVpgThatIsNotThereIsSaid() {
    Throwable gone = catchThrowable(() -> zvms.at(serviceAccount()).vpg("crm", PATIENCE).join());
    assertThat(cause(gone).kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(cause(gone)).hasMessageContaining("crm");
  }

  @Test
  void alertsAndTheLatestCheckpointBeforeACommitAreRead() throws Exception {
    standIn.vpg("erp", "{\"alerts\": [\"VPG0003\"], \"checkpointAge\": 90}");
    standIn.vpg("crm", "{\"alerts\": [\"VPG0009\"]}");
    standIn.moves("erp", "None");
    Vpg vpg = read(serviceAccount());
    assertThat(vpg.alerts()).containsExactly("VPG0003");
    assertThat(vpg.activity()).isEqualTo(VpgActivity.MOVING_BEFORE_COMMIT);
    assertThat(vpg.rpoSeconds()).isEmpty();
    assertThat(vpg.latestCheckpoint().orElseThrow())
        .isBetween(Instant.now().minusSeconds(120), Instant.now().minusSeconds(80));
  }

  @Test
  void commitsAMoveWithReverseProtection() throws Exception {
    standIn.moves("erp", "None");
    zvms.at(serviceAccount()).commitReversed(read(serviceAccount()), PATIENCE).join();
    assertThat(standIn.asked("MoveCommit"))
        .containsExactly("{\"ReverseProtection\":true,\"KeepSourceVms\":false}");
    Awaitility.await()
        .until(() -> read(serviceAccount()), vpg -> vpg.state() == VpgState.MEETING_SLA);
    assertThat(read(serviceAccount()).protectsLocalSite()).contains(false);

    Throwable again =
        catchThrowable(
            () ->
                zvms.at(serviceAccount()).commitReversed(read(serviceAccount()), PATIENCE).join());
    assertThat(cause(again).kind()).isEqualTo(Kind.REFUSED);
    assertThat(standIn.asked("MoveCommit")).hasSize(1);
  }

  private Vpg read(ZvmEndpoint endpoint) throws ZertoException {
    CompletableFuture<Vpg> reading = zvms.at(endpoint).vpg("erp", PATIENCE);
    return reading.join();
  }

  private ZertoException failure(ZvmEndpoint endpoint) {
    return cause(catchThrowable(() -> read(endpoint)));
  }

  private static ZertoException cause(Throwable thrown) {
    assertThat(thrown).isInstanceOf(CompletionException.class);
    return (ZertoException) thrown.getCause();
  }

  private ZvmEndpoint serviceAccount() throws Exception {
    return at(new ZvmLogin.ServiceAccount(sbg.client(), sbg.clientSecret()));
  }

  private ZvmEndpoint at(ZvmLogin login) throws Exception {
    return new ZvmEndpoint(sbg.url(), authority(sbg), login);
  }

  private static ServerTrust authority(LabInfo.StandIn zvm) throws Exception {
    return new ServerTrust.CertificateAuthority(Files.readString(zvm.ca()));
  }
}
