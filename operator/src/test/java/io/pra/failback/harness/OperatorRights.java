package io.pra.failback.harness;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.pra.failback.lab.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What the operator's service account may do at the API server: all that it needs, or less. */
public final class OperatorRights {
  private static final String NAME = "failback-operator-under-test";
  private static final String ACCOUNT = "system:serviceaccount:failback-system:failback-operator";
  private static boolean given;

  private final Lab lab;

  OperatorRights(Lab lab) {
    this.lab = lab;
  }

  /** Gives them, unless an earlier test has. */
  void areGivenOnce() {
    synchronized (OperatorRights.class) {
      if (!given) {
        areGiven();
        given = true;
      }
    }
  }

  /** Gives all of them, as an administrator who mends what he broke. */
  public void areGiven() {
    try (InputStream role = OperatorRights.class.getResourceAsStream("operator-role.yaml")) {
      lab.admin().load(role).forceConflicts().serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("the rights are given").until(() -> may("list", "failback.pra.io", "failbackplans", ""));
  }

  /**
   * Gives those of a component of {@code deploy/}.
   *
   * @param component the name of its folder; its role has the same
   */
  public void areGivenBy(String component) {
    apply(component, "apply");
    await("the component's rights").until(() -> mayByComponent(component));
  }

  /** Takes back what a component gave. */
  public void areTakenBack(String component) {
    apply(component, "delete", "--ignore-not-found");
    await("the component's rights are gone").until(() -> !mayByComponent(component));
  }

  private void apply(String component, String... verb) {
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(
        List.of(
            "-f",
            Lab.root().resolve("deploy/components/%s/rbac.yaml".formatted(component)).toString()));
    Lab.Kubectl done = lab.kubectl("", "default", arguments.toArray(String[]::new));
    if (done.exitCode() != 0) {
      throw new IllegalStateException(done.output());
    }
  }

  private boolean mayByComponent(String component) {
    return switch (component) {
      case "jobs" -> may("create", "batch", "jobs", "");
      case "patch-services" -> may("patch", "", "services", "");
      case "patch-dnsendpoints" -> may("patch", "externaldns.k8s.io", "dnsendpoints", "");
      default -> throw new IllegalArgumentException(component);
    };
  }

  /**
   * Gives more, in one namespace.
   *
   * @param rules of a Role, in YAML
   */
  public void areGivenIn(String namespace, String rules) {
    Lab.Kubectl done =
        lab.kubectl(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: more}
            rules:
            %s
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: more}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: more}
            subjects:
            - {apiGroup: rbac.authorization.k8s.io, kind: User, name: "%s"}
            """
                .formatted(rules.strip(), ACCOUNT),
            namespace,
            "apply",
            "-f",
            "-");
    if (done.exitCode() != 0) {
      throw new IllegalStateException(done.output());
    }
  }

  /** Takes every right away, until the API server says so. */
  public void areTakenAway() {
    lab.admin().rbac().clusterRoleBindings().withName(NAME).delete();
    await("the rights are gone").until(() -> !may("list", "failback.pra.io", "failbackplans", ""));
  }

  /**
   * Takes every right on a resource away.
   *
   * @param resource as a role names it: {@code failbackplans/status}, {@code leases}
   * @param verb one that it had
   */
  public void areTakenAway(String group, String resource, String verb) {
    areTakenAway(group, resource, verb, "");
  }

  /**
   * The same of a right that is for objects by their names.
   *
   * @param name of one of them
   */
  public void areTakenAway(String group, String resource, String verb, String name) {
    ClusterRole role = lab.admin().rbac().clusterRoles().withName(NAME).get();
    role.getRules().stream()
        .filter(rule -> rule.getApiGroups().contains(group))
        .forEach(rule -> rule.getResources().remove(resource));
    role.getRules().removeIf(rule -> rule.getResources().isEmpty());
    role.getMetadata().setManagedFields(null);
    lab.admin().resource(role).update();
    String[] parts = resource.split("/", 2);
    await("the right is gone")
        .until(() -> !may(verb, group, parts[0], parts.length > 1 ? parts[1] : "", name));
  }

  private boolean may(String verb, String group, String resource, String subresource) {
    return may(verb, group, resource, subresource, "");
  }

  private boolean may(String verb, String group, String resource, String subresource, String name) {
    SubjectAccessReview question =
        new SubjectAccessReviewBuilder()
            .withNewSpec()
            .withUser(ACCOUNT)
            .withNewResourceAttributes()
            .withVerb(verb)
            .withGroup(group)
            .withResource(resource)
            .withSubresource(subresource)
            .withName(name)
            .withNamespace("default")
            .endResourceAttributes()
            .endSpec()
            .build();
    return lab.admin().resource(question).create().getStatus().getAllowed();
  }
}
