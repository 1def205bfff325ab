package io.pra.failback.checks;

import io.pra.failback.api.MySqlProbe;
import io.pra.failback.api.TlsMode;
import io.pra.failback.observability.PlainText;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.mariadb.jdbc.Driver;

/**
 * Passes when a query has the expected result of one row and one column. The session reads only,
 * and is ended with the attempt.
 */
record MySqlQuery(MySqlProbe target) implements Probe {
  private static final String FIELD = "mysql";
  private static final int ACCESS_DENIED = 1045;
  private static final List<Integer> TOOK_TOO_LONG = List.of(1969, 3024);

  /** Without encryption nobody is sent a password that can be read. */
  private static final String NO_CLEAR_PASSWORDS =
      "mysql_native_password,client_ed25519,parsec,caching_sha2_password";

  @Override
  public CompletableFuture<ProbeResult> attempt(Network network, Duration timeout) {
    long start = network.nanoTime().getAsLong();
    String peer = Failure.peer(target.host(), target.port());
    return network
        .secrets()
        .read(secrets(), timeout)
        .thenCompose(
            secrets ->
                network
                    .names()
                    .addressOf(target.host(), timeout)
                    .thenCompose(
                        address ->
                            BlockingCall.on(
                                network.threads(), timeout, call -> ask(call, secrets, timeout)))
                    .thenApply(answer -> judge(answer, network.millisSince(start)))
                    .exceptionally(failure -> refused(failure, secrets, peer, timeout)))
        .exceptionally(
            failure -> ProbeResult.inconclusive(Failure.of(failure).message(peer, timeout)));
  }

  private List<SecretUse> secrets() {
    List<SecretUse> uses = new ArrayList<>(List.of(login("username"), login("password")));
    if (target.tls().caSecretRef() != null) {
      uses.add(authorities());
    }
    return uses;
  }

  private SecretUse login(String key) {
    return SecretUse.of(FIELD + ".credentialsSecretRef", target.credentialsSecretRef(), key);
  }

  private SecretUse authorities() {
    return SecretUse.ca(FIELD + ".tls.caSecretRef", target.tls().caSecretRef());
  }

  /**
   * What came back.
   *
   * @param value null for SQL's NULL
   */
  private record Answer(int rows, int columns, String value) {}

  private Answer ask(BlockingCall call, SecretValues secrets, Duration timeout)
      throws SQLException {
    String host = target.host().indexOf(':') < 0 ? target.host() : "[" + target.host() + "]";
    String url = "jdbc:mariadb://%s:%d/%s".formatted(host, target.port(), target.database());
    Connection connection = new Driver().connect(url, settings(secrets, timeout));
    call.opened(() -> connection.abort(Runnable::run));
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION TRANSACTION READ ONLY");
      statement.setQueryTimeout((int) Math.max(1, timeout.toSeconds()));
      statement.setMaxRows(2);
      try (ResultSet rows = statement.executeQuery(target.query())) {
        int columns = rows.getMetaData().getColumnCount();
        String value = null;
        int count = 0;
        while (rows.next()) {
          count++;
          value = rows.getString(1);
        }
        return new Answer(count, columns, value);
      }
    }
  }

  private Properties settings(SecretValues secrets, Duration timeout) {
    Properties settings = new Properties();
    settings.setProperty("user", secrets.of(login("username")));
    settings.setProperty("password", secrets.of(login("password")));
    settings.setProperty("connectTimeout", "" + timeout.toMillis());
    settings.setProperty("socketTimeout", "" + timeout.toMillis());
    // A server that is not what it should be gets no files.
    settings.setProperty("allowLocalInfile", "false");
    settings.setProperty("allowMultiQueries", "false");
    if (target.tls().mode() == TlsMode.Disabled) {
      settings.setProperty("sslMode", "disable");
      settings.setProperty("restrictedAuth", NO_CLEAR_PASSWORDS);
      return settings;
    }
    settings.setProperty("sslMode", "verify-full");
    if (target.tls().caSecretRef() != null) {
      String pem = secrets.of(authorities());
      // The driver's own words for a text that holds no certificate do not name the field.
      HttpConnections.trust(authorities().field(), pem);
      settings.setProperty("serverSslCert", pem);
    }
    return settings;
  }

  private ProbeResult judge(Answer answer, long millis) {
    if (answer.rows() != 1 || answer.columns() != 1) {
      return ProbeResult.wrongAnswer(
          "%s row(s) of %d column(s), expected one value"
              .formatted(answer.rows() > 1 ? "2 or more" : answer.rows(), answer.columns()));
    }
    String value = answer.value() == null ? "NULL" : answer.value();
    String shown = PlainText.of(value, 80);
    return value.equals(target.expected())
        ? ProbeResult.passed("%s in %d ms".formatted(shown, millis))
        : ProbeResult.wrongAnswer(
            "%s, expected %s".formatted(shown, PlainText.of(target.expected(), 80)));
  }

  private ProbeResult refused(
      Throwable thrown, SecretValues secrets, String peer, Duration timeout) {
    Failure failure = Failure.of(thrown);
    SQLException said = saidBy(thrown);
    if (failure.kind() != Failure.Kind.BROKEN || said == null) {
      return ProbeResult.inconclusive(failure.message(peer, timeout));
    }
    if (said instanceof SQLTimeoutException || TOOK_TOO_LONG.contains(said.getErrorCode())) {
      return ProbeResult.inconclusive(new Failure(Failure.Kind.TIMEOUT, "").message(peer, timeout));
    }
    if (said.getErrorCode() == ACCESS_DENIED) {
      return ProbeResult.inconclusive(
          "%s refuses the login: correct Secret %s"
              .formatted(peer, target.credentialsSecretRef().name()));
    }
    String words = secrets.removedFrom(String.valueOf(said.getMessage()));
    return ProbeResult.inconclusive(
        "%s says: %s"
            .formatted(peer, PlainText.of(words.replaceFirst("^\\(conn=\\d+\\) ", ""), 160)));
  }

  private static SQLException saidBy(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SQLException said) {
        return said;
      }
    }
    return null;
  }
}
