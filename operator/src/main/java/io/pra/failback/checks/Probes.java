package io.pra.failback.checks;

import io.pra.failback.api.Check;
import io.pra.failback.api.ZertoSpec;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which probe looks at which kind of check: the one place that knows them all. */
final class Probes {
  private Probes() {}

  /**
   * The probe of the kind that is set. Empty if none is: a person decides.
   *
   * @param zerto the ZVMs of the plan; null if it names none
   */
  static Optional<Probe> of(Check check, ZertoSpec zerto) {
    return Stream.of(
            probe(check.tcp(), TcpConnect::new),
            probe(check.http(), HttpGet::new),
            probe(check.dns(), DnsLookup::new),
            probe(check.mysql(), MySqlQuery::new),
            probe(check.redis(), RedisState::new),
            probe(check.prometheus(), PrometheusQuery::new),
            probe(check.zerto(), kind -> new VpgCheck(kind, zerto)),
            probe(check.job(), kind -> new JobCheck(check.id(), kind)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static <K> Optional<Probe> probe(K kind, Function<K, Probe> probe) {
    return Optional.ofNullable(kind).map(probe);
  }
}
