package io.pra.failback.harness;

import static org.awaitility.Awaitility.await;

import io.pra.failback.lab.Lab;
import java.util.ArrayList;
import java.util.List;

/** The policies of {@code deploy/policy} at the API server of the lab; they are cluster-wide. */
public final class Policies {
  private static final String FOLDER = Lab.root().resolve("deploy/policy").toString();

  private static final String STATUS = "{\"status\":{\"observedGeneration\":1}}";
  private static final String RELEASE = "{\"spec\":{\"activity\":\"PlanDriven\"}}";

  private final Lab lab;

  public Policies(Lab lab) {
    this.lab = lab;
  }

  /**
   * Installs them as the documentation says, and waits until each of them is acted by: the API
   * server takes a moment to.
   *
   * @param namespace where it is tried out
   */
  public void install(String namespace) {
    done(lab.kubectl("", namespace, "apply", "-k", FOLDER));
    done(
        lab.kubectl(
            """
        apiVersion: failback.pra.io/v1alpha1
        kind: SiteState
        metadata: {name: probe}
        spec:
          vcenter: {url: "https://probe.example/sdk", credentialsSecretRef: {name: probe}}
          virtualMachines: {names: ["*"]}
          activity: Suspended
        """,
            namespace,
            "apply",
            "-f",
            "-"));
    await("the policies are acted by").atMost(LivePlan.PATIENCE).until(() -> areActedBy(namespace));
  }

  /** Takes them away again, and waits until nothing is refused any more. */
  public void remove(String namespace) {
    done(lab.kubectl("", namespace, "delete", "--ignore-not-found", "-k", FOLDER));
    await("the policies are gone").atMost(LivePlan.PATIENCE).until(() -> areGone(namespace));
    done(lab.kubectl("", namespace, "delete", "sitestate", "probe", "--ignore-not-found"));
  }

  private boolean areActedBy(String namespace) {
    return triesAnApproval(namespace)
        && tries(namespace, STATUS, "--as=carol", "--subresource=status")
        // carol may edit, and neither approve nor lift a brake; an administrator may do all.
        && tries(namespace, RELEASE, "--as=carol");
  }

  private boolean areGone(String namespace) {
    return !triesAnApproval(namespace)
        && !tries(namespace, STATUS, "--as=carol", "--subresource=status")
        && !tries(namespace, RELEASE, "--as=carol");
  }

  /** Whether it is refused. */
  private boolean tries(String namespace, String patch, String... options) {
    List<String> arguments = new ArrayList<>(List.of("patch", "sitestate", "probe"));
    arguments.addAll(List.of("--dry-run=server", "--type=merge", "-p", patch));
    arguments.addAll(List.of(options));
    return lab.kubectl("", namespace, arguments.toArray(String[]::new))
        .output()
        .contains("ValidatingAdmissionPolicy 'failback-");
  }

  private boolean triesAnApproval(String namespace) {
    return lab.kubectl(
            """
        apiVersion: failback.pra.io/v1alpha1
        kind: FailbackPlan
        metadata: {name: probe}
        spec:
          primary: {siteRef: {name: rbx}}
          recovery: {siteRef: {name: sbg}}
          waves: [{name: all, virtualMachines: ["*"]}]
          approvals: {somebody: {request: "1"}}
        """,
            namespace,
            "create",
            "--as=carol",
            "--dry-run=server",
            "-f",
            "-")
        .output()
        .contains("ValidatingAdmissionPolicy 'failback-");
  }

  private static void done(Lab.Kubectl kubectl) {
    if (kubectl.exitCode() != 0) {
      throw new IllegalStateException(kubectl.output());
    }
  }
}
