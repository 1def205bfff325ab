package io.pra.failback.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.ExpressionWarning;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicySpec;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyStatus;
import io.pra.failback.harness.ControllerManager;
import io.pra.failback.harness.LivePlan;
import io.pra.failback.lab.Lab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Kubernetes' own type check says of the expressions. It skips rules of any version, as those
 * shipped are, so it is given copies about the version there is; unbound, they check nothing else.
 */
class PolicyTypesIT {
  private static final Lab LAB = Lab.shared();
  private static ControllerManager controllers;

  @BeforeAll
  static void startControllers() {
    controllers = new ControllerManager();
  }

  @AfterAll
  static void stopControllers() {
    controllers.close();
  }

  @AfterEach
  void remove() {
    LAB.admin()
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicies()
        .withLabel("typed", "true")
        .delete();
  }

  private static ValidatingAdmissionPolicy shipped(String file) {
    return ShippedPolicy.of(file + ".yaml")
        .filter(object -> object.kind().equals("ValidatingAdmissionPolicy"))
        .map(
            object ->
                new ValidatingAdmissionPolicyBuilder()
                    .withNewMetadata()
                    .withName("typed-" + object.name())
                    .addToLabels("typed", "true")
                    .endMetadata()
                    .withSpec(
                        LAB.admin()
                            .getKubernetesSerialization()
                            .convertValue(object.spec(), ValidatingAdmissionPolicySpec.class))
                    .build())
        .findFirst()
        .orElseThrow();
  }

  /** About the resources themselves, in the version that is served. */
  private static ValidatingAdmissionPolicy typed(ValidatingAdmissionPolicy policy) {
    for (NamedRuleWithOperations rule : policy.getSpec().getMatchConstraints().getResourceRules()) {
      rule.setApiVersions(List.of("v1alpha1"));
      rule.setResources(
          rule.getResources().stream().map(name -> name.replace("/status", "")).toList());
    }
    return policy;
  }

  private static List<ExpressionWarning> warnings(ValidatingAdmissionPolicy policy) {
    LAB.admin().resource(policy).create();
    ValidatingAdmissionPolicyStatus status =
        await("it is checked")
            .atMost(LivePlan.PATIENCE)
            .until(
                () -> LAB.admin().resource(policy).get().getStatus(),
                now -> now != null && now.getObservedGeneration() != null);
    return status.getTypeChecking() == null
        ? List.of()
        : status.getTypeChecking().getExpressionWarnings();
  }

  @ParameterizedTest
  @ValueSource(strings = {"approvals", "status", "brake", "separation-of-duties"})
  void noExpressionIsOfAWrongType(String file) {
    assertThat(warnings(typed(shipped(file)))).isEmpty();
  }

  @Test
  void aMisspeltFieldIsFound() {
    ValidatingAdmissionPolicy policy = typed(shipped("brake"));
    String expression = policy.getSpec().getValidations().get(0).getExpression();
    policy
        .getSpec()
        .getValidations()
        .get(0)
        .setExpression(expression + " || object.spec.activty == ''");

    assertThat(warnings(policy))
        .singleElement()
        .satisfies(warning -> assertThat(warning.getWarning()).contains("activty"));
  }
}
