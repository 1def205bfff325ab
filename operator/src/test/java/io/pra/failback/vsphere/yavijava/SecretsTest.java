package io.pra.failback.vsphere.yavijava;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pra.failback.tls.ServerTrust;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Password and session cookie are in no log, whatever the level, and in no exception. */
@Timeout(60)
class SecretsTest {

  @Test
  void nothingThatIsPrintedHoldsASecret(@TempDir Path directory) throws Exception {
    ServerIdentity identity = ServerIdentity.create(directory, "vc", "dns:localhost");
    Path everything = directory.resolve("logging.properties");
    Files.writeString(
        everything,
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level=ALL
        .level=ALL
        """);
    Path trust = directory.resolve("ca.pem");
    Files.writeString(trust, identity.asAuthority().pem());
    try (ScriptedVCenter server = new ScriptedVCenter(identity)) {
      server.onRequest(
          "Login",
          request ->
              request.contains(">" + ScriptedVCenter.OPERATOR.password() + "<")
                  ? ScriptedVCenter.response("Login", "<returnval><key>k</key></returnval>")
                  : ScriptedVCenter.fault("InvalidLogin", "wrong", ""));
      server.onRaw("SuspendVM_Task", ScriptedVCenter.fault("NotAuthenticated", "no session", ""));

      // A process of its own, because log levels are fixed when a logger is first used
      Process probe =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
                  "-Djava.util.logging.config.file=" + everything,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Probe.class.getName(),
                  server.url().toString(),
                  trust.toString())
              .redirectErrorStream(true)
              .start();
      String printed = new String(probe.getInputStream().readAllBytes(), UTF_8);

      assertThat(printed)
          .contains(
              "probe saw NOT_AUTHENTICATED", "probe saw INVALID_LOGIN", "probe saw OTHER_FAULT");
      assertThat(printed)
          .doesNotContain(ScriptedVCenter.OPERATOR.password())
          .doesNotContain("c00kie-of-op");
      assertThat(server.requests().stream().filter(r -> r.contains("s3cret-of-op"))).hasSize(2);
    }
  }

  /** Logs in, does something, fails, and prints all that it gets hold of. */
  static final class Probe {
    public static void main(String[] args) throws Exception {
      ServerTrust trust = new ServerTrust.CertificateAuthority(Files.readString(Path.of(args[1])));
      Credentials right = ScriptedVCenter.OPERATOR;
      Credentials wrong = new Credentials(right.username(), "not-" + right.password());
      Credentials unfit = new Credentials(right.username(), right.password() + '\u0001');
      var endpoint = Endpoint.of(URI.create(args[0]), trust);
      System.out.println(right + " " + endpoint);
      for (Credentials credentials : new Credentials[] {right, wrong, unfit}) {
        try (VCenter vcenter = new YavijavaConnector().login(endpoint, credentials)) {
          System.out.println(vcenter + " " + vcenter.about());
          vcenter.suspend(new MoRef("VirtualMachine", "vm-1"));
        } catch (VSphereException e) {
          System.out.println("probe saw " + e.kind());
          e.printStackTrace(System.out);
        }
      }
    }
  }
}
