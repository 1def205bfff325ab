package io.pra.failback.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pra.failback.decision.PlanText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunbookTest {
  private final PlanText plan = PlanText.erp();

  private String runbook() {
    return Runbook.of(
        new RunbookInput(
            "prod",
            "erp",
            plan.spec(),
            new RunbookInput.Site(
                "rbx", "https://vcenter.rbx.example/sdk", "/RBX/vm/production", "vcenter-rbx"),
            new RunbookInput.Site("sbg", "https://vcenter.sbg.example/sdk", "", "vcenter-sbg"),
            List.of(machine("docker-01", "applications"), machine("mysql-01", "databases"))));
  }

  private static RunbookInput.Machine machine(String name, String wave) {
    return new RunbookInput.Machine(
        name,
        name + "-dr",
        wave,
        new RunbookInput.Whereabouts("vm-42", "4201aaaa"),
        RunbookInput.Whereabouts.UNKNOWN);
  }

  private static void inOrder(String text, String... parts) {
    assertThat(text).containsSubsequence(parts);
  }

  @Test
  void theStepsAreInTheOrderOfThePlan() throws IOException {
    String text = runbook();
    Files.createDirectories(Path.of("target", "report-sample"));
    Files.writeString(Path.of("target", "report-sample", "runbook.md"), text);

    inOrder(
        text,
        "Put the operator aside",
        "--replicas=0",
        "Hold the primary",
        "primary vm.power -suspend=true \"$(primary_vm 'mysql-01')\"",
        "Check before anybody decides",
        "nc -vz -w 5 'zerto' 443",
        "Decide",
        "Stop sbg",
        "recovery vm.power -s=true \"$(recovery_vm 'docker-01-dr')\"",
        "recovery vm.power -s=true \"$(recovery_vm 'mysql-01-dr')\"",
        "Final synchronisation",
        "Start rbx",
        "primary vm.power -on=true \"$(primary_vm 'mysql-01')\"",
        "nc -vz -w 5 'mysql-01' 3306",
        "primary vm.power -on=true \"$(primary_vm 'docker-01')\"",
        "Check the primary",
        "Bring the traffic to rbx",
        "Turn replication round",
        "The way back",
        "Before the operator runs again",
        "vm-42, 4201aaaa");
  }

  @Test
  void whereAnOverlapIsAllowedTheRecoveryIsStoppedAfterTheCutover() {
    plan.patch("overlap: Allowed\nfinalSync: null");

    inOrder(runbook(), "Start rbx", "for 600 s at most", "Bring the traffic", "Stop sbg", "Turn");
  }

  @Test
  void actionsOfAWaveStandWhereTheyBelong() {
    plan.patch(
        """
        waves:
          - {name: databases, virtualMachines: ["mysql-*"],
             before: [{id: freeze, manual: {instructions: Stop the jobs.}}],
             readiness: [{id: mysql-up, tcp: {host: mysql-01, port: 3306}}],
             after: [{id: warm, manual: {instructions: Load the caches.}}]}
          - {name: applications, virtualMachines: ["docker-*"]}
        """);

    inOrder(
        runbook(),
        "### Wave databases",
        "Before its VMs are started",
        "Stop the jobs.",
        "primary vm.power -on=true \"$(primary_vm 'mysql-01')\"",
        "nc -vz -w 5 'mysql-01' 3306",
        "Before the next wave",
        "Load the caches.",
        "primary vm.power -on=true \"$(primary_vm 'docker-01')\"");
  }

  @Test
  void aManualStepSaysWhoIsAskedAndHowLongItMayTake() {
    plan.patch(
        "reprotect: [{id: reverse, manual: {instructions: Turn., assignee: storage team, dueSeconds: 900}}]");

    inOrder(runbook(), "**reverse** (`reverse`)", "asked: storage team, within 15 min", "Turn.");
  }

  @Test
  void whatPeopleSayDuringAnEpisodeDoesNotChangeIt() {
    String before = runbook();

    plan.patch("approvals: {alice: {request: abc}}\nabort: {request: episode-1, by: bob}");

    assertThat(runbook()).isEqualTo(before);
  }

  @Test
  void nothingSecretIsInIt() {
    plan.patch(
        """
        cutover:
          - id: dns
            http:
              url: "https://dns.example/zone?token=hunter2secret"
              body: '{"password":"hunter2secret","target":"rbx"}'
        """);

    String text = runbook();

    assertThat(text)
        .doesNotContain("hunter2secret")
        .contains("left out here", "\"target\":\"rbx\"");
  }

  @Test
  void aPatchIsGivenAsACommand() {
    plan.patch(
        """
        cutover:
          - {id: a, kubernetesPatch: {apiVersion: v1, kind: Service, name: erp, patch: "{spec: {selector: {site: rbx}}}"}}
          - id: b
            kubernetesPatch:
              apiVersion: externaldns.k8s.io/v1alpha1
              kind: DNSEndpoint
              name: erp
              patch: |
                metadata:
                  annotations: {who: "it's me"}
        """);

    assertThat(runbook())
        .contains(
            "kubectl patch 'Service.v1.' 'erp' -n prod --type merge -p '{spec: {selector: {site: rbx}}}'\n",
            "kubectl patch 'DNSEndpoint.v1alpha1.externaldns.k8s.io' 'erp' -n prod --type merge -p 'metadata:",
            "annotations: {who: \"it'\\''s me\"}'");
  }

  @Test
  void guestsAreAskedForAtTheirSite() {
    plan.patch(
        """
        checklist:
          - {id: guests, stage: AfterActivation, guestHeartbeat: {virtualMachines: ["mysql-*"]}}
          - {id: twins, stage: BeforeApproval, guestHeartbeat: {virtualMachines: ["docker-0?"], site: Recovery}}
          - {id: nobody, stage: Closing, guestHeartbeat: {virtualMachines: ["it's me-*"]}}
        """);

    assertThat(runbook())
        .contains(
            "must answer green and guestToolsRunning",
            "echo 'primary mysql-01'; primary object.collect -s \"$(primary_vm 'mysql-01')\" guestHeartbeatStatus guest.toolsRunningStatus\n",
            "echo 'recovery docker-01-dr'; recovery object.collect -s \"$(recovery_vm 'docker-01-dr')\" guestHeartbeatStatus guest.toolsRunningStatus\n",
            "# no VM of the plan matched 'it'\\''s me-*' when this was made")
        .doesNotContain("guestHeartbeat, by hand");
    assertThat(runbook().lines().filter(line -> line.contains("guestHeartbeatStatus"))).hasSize(2);
  }

  @Test
  void anActionsJobIsMadeOnceAndAChecksAnew() {
    plan.patch(
        """
        finalSync:
          - id: sync
            timeoutSeconds: 90
            job: {template: {metadata: {labels: {app: erp}, name: another-name}, spec: {ttlSecondsAfterFinished: 1, template: {spec: {restartPolicy: Never, containers: [{name: sync, image: "sync:1", args: [it's all]}]}}}}}
        checklist:
          - {id: smoke, stage: AfterActivation, job: {template: {spec: {backoffLimit: 2, template: {spec: {restartPolicy: Never}}}}}}
        """);

    inOrder(
        runbook(),
        "kubectl get jobs -n prod -l 'failback.pra.io/id=sync'",
        "# once; ",
        "printf '%s\\n' '{",
        "\"name\" : \"sync-by-hand\"",
        "\"activeDeadlineSeconds\" : 90",
        "}' > 'sync-by-hand.json'",
        "kubectl create -n prod -f 'sync-by-hand.json'\n",
        "kubectl wait job 'sync-by-hand' -n prod --for=condition=Complete --timeout=90s\n",
        "kubectl delete job 'smoke-by-hand' -n prod --ignore-not-found\n",
        "\"backoffLimit\" : 2",
        "kubectl create -n prod -f 'smoke-by-hand.json'\n",
        "kubectl wait job 'smoke-by-hand' -n prod");
    assertThat(runbook()).doesNotContain("job, by hand", "ttlSecondsAfterFinished", "another-name");
  }

  @Test
  void theJobThatAShellMakesOfItIsThatOfThePlan(@TempDir Path directory) throws Exception {
    String argument = "it's; $(reboot) `id` \"two\"\nlines \\ \u202e é " + "x".repeat(5000);
    plan.patch(
        "finalSync: [{id: sync, job: {template: {metadata: {labels: [none]}, spec: {template: {spec: {containers: [{name: sync, args: [%s]}]}}}}}}]"
            .formatted(RecordJson.write(RecordJson.tree(argument))));

    shell(directory, "kubectl() { :; }\n" + block(runbook(), "sync-by-hand.json"));

    JsonNode made =
        RecordJson.read(Files.readString(directory.resolve("sync-by-hand.json")), JsonNode.class)
            .orElseThrow();
    assertThat(made.at("/spec/template/spec/containers/0/args/0").asText()).isEqualTo(argument);
    assertThat(made.at("/spec/backoffLimit").asInt(-1)).isZero();
    assertThat(made.at("/metadata/labels/failback.pra.io~1id").asText()).isEqualTo("sync");
  }

  @ParameterizedTest
  @CsvSource({"env, false", "args, true"})
  void aJobOfWhichAPartIsLeftOutIsNotMadeUntilItIsWrittenIn(
      String field, boolean made, @TempDir Path directory) throws Exception {
    plan.patch(
        "finalSync: [{id: sync, job: {template: {spec: {template: {spec: {containers: [{name: sync, %s: [%s]}]}}}}}}]"
            .formatted(field, field.equals("env") ? "{name: MODE, value: full}" : "full"));

    shell(
        directory, "kubectl() { echo \"$1\" >> asked; }\n" + block(runbook(), "sync-by-hand.json"));

    assertThat(Files.readAllLines(directory.resolve("asked")).contains("create")).isEqualTo(made);
    assertThat(runbook().contains("left out here")).isNotEqualTo(made);
  }

  /** The commands of the block in which a word is, as a person copies them. */
  private static String block(String runbook, String word) {
    return Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL)
        .matcher(runbook)
        .results()
        .map(found -> found.group(1))
        .filter(block -> block.contains(word))
        .findFirst()
        .orElseThrow();
  }

  /** From a file: as an argument it would be in whatever encoding the locale has. */
  private static void shell(Path directory, String script) throws Exception {
    Files.writeString(directory.resolve("script.sh"), script);
    Process sh =
        new ProcessBuilder("sh", "script.sh")
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(sh.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(sh.waitFor()).as(said).isZero();
  }

  @Test
  void everyBlockIsShell() throws Exception {
    plan.patch(
        """
        checklist:
          - {id: guests, stage: AfterActivation, guestHeartbeat: {virtualMachines: ["*"]}}
          - {id: smoke, stage: AfterActivation, job: {template: {spec: {template: {spec: {restartPolicy: Never}}}}}}
        """);
    StringBuilder script = new StringBuilder();
    boolean inside = false;
    for (String line : runbook().lines().toList()) {
      if (line.strip().equals("```sh")) {
        inside = true;
      } else if (line.strip().equals("```")) {
        inside = false;
      } else if (inside) {
        script.append(line.strip()).append('\n');
      }
    }
    String commands = script.toString().replace("<the plan as it is in Git>", "erp.yaml");
    Process bash = new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
    bash.getOutputStream().write(commands.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    bash.getOutputStream().close();
    String said =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(bash.waitFor()).as(said).isZero();
  }
}
