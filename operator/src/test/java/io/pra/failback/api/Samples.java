package io.pra.failback.api;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Objects with a value in every field. */
final class Samples {
  /** Every field of a plan's spec; overlap has its default, as finalSync needs it. */
  static final String PLAN =
      """
      apiVersion: failback.pra.io/v1alpha1
      kind: FailbackPlan
      metadata: {name: erp}
      spec:
        primary: {siteRef: {name: rbx}}
        recovery: {siteRef: {name: sbg}}
        pairing: {recoveryNameTemplate: "{name}-dr"}
        waves:
          - name: databases
            virtualMachines: ["mysql-*"]
            timeoutSeconds: 300
            readiness:
              - {id: port, title: Port, timeoutSeconds: 1, intervalSeconds: 2, blocking: false, tcp: {host: mysql-01, port: 3306}}
              - {id: web, title: Web, http: {url: "http://mysql-01", expectedStatus: 204, bodyContains: ok, bodyMatches: "o+k", headers: [{name: Authorization, valueFrom: {secretKeyRef: {name: probe, key: token}}}, {name: X-Site, value: rbx}], caSecretRef: {name: web-ca}}}
              - {id: replicated, title: Replicated, zerto: {vpgs: [erp], site: Primary, expect: BeforeCommit, maxRpoSeconds: 60, minJournalMinutes: 30, allowedAlerts: [VPG0003], protects: Primary}}
              - {id: warmed, title: Warmed, job: {template: {metadata: {labels: {app: erp}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
        guard: {hold: PowerOff, maxVirtualMachines: 7}
        overlap: Forbidden
        overlapMaxSeconds: 60
        initialAuthority: Recovery
        failoverDetection: Manual
        failoverDetectionSeconds: 5
        approvalPolicy: {required: 2, validForSeconds: 60}
        checklist:
          - {id: go, title: Go, stage: Closing, timeoutSeconds: 1, intervalSeconds: 2, blocking: false, manual: {instructions: Look.}}
          - {id: dns-up, title: DNS, tcp: {host: 192.0.2.1, port: 53}}
          - {id: health, title: Health, http: {url: "https://erp.example/health", expectedStatus: 204, bodyContains: ok}}
          - {id: name, title: Name, dns: {name: erp.example, addresses: ["192.0.2.10", "2001:db8::10"], resolver: {host: 192.0.2.53, port: 5353}}}
          - {id: rows, title: Rows, mysql: {host: mysql-01, port: 3307, database: erp, credentialsSecretRef: {name: mysql}, tls: {mode: Required, caSecretRef: {name: mysql-ca}}, query: "select count(*) from orders", expected: "7"}}
          - {id: cache, title: Cache, redis: {server: {host: redis-01, port: 6380, credentialsSecretRef: {name: redis}, tls: {mode: Disabled}}, role: Master, linkUp: false, maxLagSeconds: 5, maxLagBytes: 1024}}
          - {id: errors, title: Errors, prometheus: {url: "https://prometheus.example/rbx", query: "sum(errors)", operator: "<=", value: 0.5, bearerTokenSecretRef: {name: prometheus, key: token}, caSecretRef: {name: prometheus-ca}}}
          - {id: rpo, title: RPO, zerto: {vpgs: [erp], site: Primary, expect: BeforeCommit, maxRpoSeconds: 60, minJournalMinutes: 30, allowedAlerts: [VPG0003], protects: Primary}}
          - {id: smoke, title: Smoke, job: {template: {metadata: {labels: {app: erp}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
        finalSync:
          - {id: sync, title: Sync, timeoutSeconds: 1, intervalSeconds: 2, blocking: false, manual: {instructions: Do.}}
        cutover:
          - id: dns
            title: DNS
            http:
              url: https://dns.example/site
              method: PUT
              body: rbx
              contentType: text/plain
              expectedStatus: 204
              verify: {url: "https://dns.example/site", expectedStatus: 201, bodyContains: rbx}
              headers: [{name: Authorization, valueFrom: {secretKeyRef: {name: dns, key: token}}}]
              caSecretRef: {name: dns-ca}
          - {id: cache-primary, title: Cache, redis: {replica: {host: redis-01.rbx, port: 6380, credentialsSecretRef: {name: redis}, tls: {mode: Required, caSecretRef: {name: redis-ca}}}, oldPrimary: {server: {host: redis-01.sbg, tls: {mode: Disabled}}, virtualMachine: redis-01}}}
          - {id: traffic, title: Traffic, kubernetesPatch: {apiVersion: v1, kind: Service, name: erp, patch: "{spec: {selector: {site: rbx}}}"}}
          - {id: warm, title: Warm, job: {template: {metadata: {labels: {app: erp}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
        reprotect:
          - {id: reverse, title: Reverse, manual: {instructions: Do.}}
          - {id: turn, title: Turn, zerto: {vpgs: [erp], site: Primary, maxRpoSeconds: 60, minJournalMinutes: 30, allowedAlerts: [VPG0003]}}
        recoveryShutdown: {guestShutdownSeconds: 60, powerOffAfter: false}
        capacity: {ceilingPercent: 80, vCpusPerCore: 2, blocking: false}
        objectives: {rtoSeconds: 900, rpoSeconds: 60, maxHoldSeconds: 3600}
        zerto:
          recovery: {url: "https://zvm.sbg.example", login: VCenterSession, credentialsSecretRef: {name: zvm-sbg}, tls: {caSecretRef: {name: zvm-sbg-ca}}}
          primary: {url: "https://zvm.rbx.example:9669", credentialsSecretRef: {name: zvm-rbx}, tls: {caSecretRef: {name: zvm-rbx-ca}}}
          commitPolicy: Rollback
          commitTimeoutSeconds: 3600
        paused: true
        approvals: {alice: {request: 3f9c2a1b, comment: CHG-4242, acceptDataLossSeconds: 900}}
        signOffs: {go: {by: alice, request: episode-1, comment: fine}}
        abort: {request: episode-1, by: alice, reason: storage alarm}
        declareFailover: {by: alice, reason: fire}
      """;

  /** Every field of a site's spec but the thumbprint, which excludes the CA. */
  static final String SITE =
      """
      apiVersion: failback.pra.io/v1alpha1
      kind: SiteState
      metadata: {name: rbx}
      spec:
        vcenter:
          url: https://vcenter.rbx.example/sdk
          credentialsSecretRef: {name: vcenter-rbx}
          tls: {caSecretRef: {name: vcenter-rbx-ca}}
        virtualMachines:
          extraConfig: {pra.failback.site: rbx}
          names: ["mysql-*"]
          folder: /RBX/vm/production
          exclude: ["*-template"]
        activity: Suspended
        mode: DryRun
        limits: {maxVirtualMachines: 9, maxConcurrentTasks: 3}
      """;

  private Samples() {}

  /** A record with a value in every component, however deep, other than its default. */
  static <R extends Record> R filled(Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Stream.of(components)
            .map(component -> value(component.getGenericType(), component.getName()))
            .toArray();
    try {
      return type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName(), e);
    }
  }

  private static Object value(Type type, String name) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return List.of(value(list.getActualTypeArguments()[0], name));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return filled(plain.asSubclass(Record.class));
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[1];
    }
    if (plain == String.class) {
      return "some " + name;
    }
    if (plain == Instant.class) {
      return Instant.parse("2026-11-23T06:30:00.123456Z");
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return true;
    }
    if (plain == int.class || plain == Integer.class) {
      return 7;
    }
    if (plain == long.class || plain == Long.class) {
      return 8L;
    }
    if (plain == double.class || plain == Double.class) {
      return 1.25;
    }
    if (plain == Condition.class) {
      return condition();
    }
    throw new IllegalArgumentException("no sample of " + type);
  }

  private static Condition condition() {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus("True")
        .withReason("AsExpected")
        .withMessage("all is well")
        .withObservedGeneration(1L)
        .withLastTransitionTime("2026-11-23T06:30:00.123456Z")
        .build();
  }
}
