package io.pra.failback.api;

/**
 * A question that is asked again and again, in the checklist or of a wave. The one place that lists
 * the kinds that the operator looks at itself: a component of this name in both records, of which
 * one is set.
 */
public sealed interface Check permits ChecklistItem, ReadinessCheck {
  /** For each of the kinds below whether it is set, as elements of a list in CEL. */
  String KINDS =
      "has(self.tcp), has(self.http), has(self.dns), has(self.mysql), has(self.redis), has(self.prometheus), has(self.zerto), has(self.job)";

  String ID =
      "Names it in signOffs, status and events. Unique in the plan, across checklist, readiness, finalSync, cutover and reprotect; 1 to 63 lower-case letters, digits and dashes.";
  String TCP = "Passes when a TCP connection can be opened.";
  String HTTP = "Passes when a GET is answered as expected.";
  String DNS = "Passes when a name server answers with exactly these addresses.";
  String MYSQL = "Passes when a query to MySQL or MariaDB has the expected result.";
  String REDIS = "Passes when a Redis server has a role, and its replication is in time.";
  String PROMETHEUS = "Passes when a PromQL query compares with a value as it must.";

  String ZERTO = "Passes when VPGs of Zerto are as they should be. Needs spec.zerto.";

  String JOB = "Passes when a Kubernetes Job completes.";

  String id();

  String title();

  Integer timeoutSeconds();

  Integer intervalSeconds();

  Boolean blocking();

  TcpProbe tcp();

  HttpProbe http();

  DnsProbe dns();

  MySqlProbe mysql();

  RedisProbe redis();

  PrometheusProbe prometheus();

  ZertoProbe zerto();

  JobRun job();
}
