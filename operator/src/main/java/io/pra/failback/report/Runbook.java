package io.pra.failback.report;

import io.pra.failback.api.Action;
import io.pra.failback.api.Overlap;
import io.pra.failback.api.Stage;
import io.pra.failback.api.Wave;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The failback of a plan by hand, for the night on which neither the operator nor its cluster can
 * be relied on. It holds no secret: who reads it needs the logins from elsewhere.
 */
public final class Runbook {
  /** A ConfigMap may have 1 MiB. */
  static final int MOST_BYTES = 900 * 1024;

  private final RunbookInput in;
  private final String plan;
  private final ByHand byHand;
  private final StringBuilder out = new StringBuilder();
  private int step;

  private Runbook(RunbookInput in) {
    this.in = in;
    this.plan = in.plan();
    this.byHand = new ByHand(in);
  }

  /** Markdown. */
  public static String of(RunbookInput input) {
    Runbook runbook = new Runbook(input);
    runbook.write();
    String text = runbook.out.toString();
    if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= MOST_BYTES) {
      return text;
    }
    return text.substring(0, MOST_BYTES / 4)
        + "\n\n**Cut here: the plan is too large for a runbook in a ConfigMap.**\n";
  }

  private boolean stopsFirst() {
    return in.spec().overlap() == Overlap.Forbidden;
  }

  private void write() {
    line("# By hand: failback of %s to %s".formatted(MarkdownText.of(plan), in.primary().name()));
    line("");
    line(
        "Made from FailbackPlan %s/%s, and made anew when the plan or its VMs change."
            .formatted(in.namespace(), MarkdownText.of(plan)));
    line(
        "Keep a copy, and one on paper, where neither site can take it along. It holds no password.");
    line("");
    line(
        "Primary: **%s** (%s). Recovery: **%s** (%s). %d VM pair(s), %d wave(s). Overlap: **%s**."
            .formatted(
                in.primary().name(),
                MarkdownText.of(in.primary().url()),
                in.recovery().name(),
                MarkdownText.of(in.recovery().url()),
                in.virtualMachines().size(),
                in.spec().waves().size(),
                in.spec().overlap()));
    line("");
    line(
        "**Never let both VMs of a pair run%s.** Write down the time and your name at each box."
            .formatted(stopsFirst() ? "" : ", except in steps that say so"));
    line("In doubt: stop, leave the primary suspended, and call somebody.");
    operatorFirst();
    tools();
    situation();
    hold();
    checks("Check before anybody decides", Stage.BeforeApproval);
    room();
    decide();
    if (stopsFirst()) {
      stopRecovery();
      actions("Final synchronisation", in.spec().finalSync());
    }
    startPrimary();
    checks("Check the primary", Stage.AfterActivation);
    actions(
        "Bring the traffic to " + in.primary().name() + " (no easy way back from here)",
        in.spec().cutover());
    checks("Check the traffic", Stage.AfterCutover);
    if (!stopsFirst()) {
      stopRecovery();
    }
    actions("Turn replication round", in.spec().reprotect());
    checks("Close", Stage.Closing);
    wayBack();
    operatorAgain();
    machines();
  }

  private void operatorFirst() {
    heading("Put the operator aside");
    line(
        "If it runs, it suspends at once what you start. With a cluster that answers, first look what it says:");
    code(
        "kubectl get failbackplan,sitestate -n " + in.namespace(),
        "kubectl get failbackplan %s -n %s -o jsonpath='{.status.nextAction}{\"\\n\"}'"
            .formatted(plan, in.namespace()));
    line(
        "If that is a way forward, take it, and put this away. Otherwise end every replica (namespace as you installed it):");
    code("kubectl scale deployment failback-operator -n failback-system --replicas=0");
    line(
        "With a cluster that does not answer, its pods may still run: disable the operator's account in both vCenters.");
  }

  private void tools() {
    heading("Tools");
    line("`govc`, `curl`, `nc`; an account in each vCenter. In one shell, for all that follows:");
    List<String> lines = new ArrayList<>();
    for (boolean primary : new boolean[] {true, false}) {
      RunbookInput.Site site = primary ? in.primary() : in.recovery();
      String name = primary ? "primary" : "recovery";
      String upper = name.toUpperCase(java.util.Locale.ROOT);
      lines.add(
          "read -rp '%s user: ' %s_USER; read -rsp 'password: ' %s_PASSWORD; echo"
              .formatted(site.name(), upper, upper));
      lines.add(
          "%s() { GOVC_URL=%s GOVC_USERNAME=\"$%s_USER\" GOVC_PASSWORD=\"$%s_PASSWORD\" govc \"$@\"; }"
              .formatted(name, ByHand.quoted(site.url()), upper, upper));
      lines.add(
          "%s_vm() { %s find %s -type m -name \"$1\"; }   # inventory path of a VM"
              .formatted(name, name, ByHand.quoted(site.folder().isEmpty() ? "/" : site.folder())));
    }
    code(lines);
    line(
        "A certificate that your machine does not trust: `export GOVC_TLS_CA_CERTS=ca.pem`, with the CA of that vCenter.");
    line(
        "Where the cluster answers, the login of each site is in these Secrets of namespace %s: `%s`, `%s`."
            .formatted(in.namespace(), in.primary().secret(), in.recovery().secret()));
  }

  private void situation() {
    heading("Who runs?");
    line(
        "Write down what you see. Two lines `poweredOn` for one pair are an emergency: suspend the primary one at once (next step).");
    List<String> lines = new ArrayList<>();
    for (RunbookInput.Machine vm : in.virtualMachines()) {
      lines.add(power("primary", vm.name()));
      lines.add(power("recovery", vm.recoveryName()));
    }
    code(lines);
  }

  private static String power(String side, String name) {
    return "echo %s; %s object.collect -s %s runtime.powerState"
        .formatted(ByHand.quoted(side + " " + name), side, ByHand.path(side, name));
  }

  private void hold() {
    heading("Hold the primary");
    line(
        "Every VM of %s that runs; an error on one that does not run is fine. Then look again: none may be `poweredOn`."
            .formatted(in.primary().name()));
    String how =
        switch (in.spec().guard().hold()) {
          case Suspend -> "-suspend=true";
          case PowerOff -> "-off=true -force=true";
        };
    List<String> lines = new ArrayList<>();
    in.virtualMachines()
        .forEach(
            vm ->
                lines.add(
                    "primary vm.power %s %s".formatted(how, ByHand.path("primary", vm.name()))));
    in.virtualMachines().forEach(vm -> lines.add(power("primary", vm.name())));
    code(lines);
    line(
        "Zerto, or people, may start them again: look again before each step until you start them yourself.");
  }

  private void room() {
    heading("Is there room at " + in.primary().name() + "?");
    line(
        "Hosts that are connected and not in maintenance must carry every VM below, each VM on one host, with memory and CPU in use up to %d %%; a core carries %d vCPUs."
            .formatted(in.spec().capacity().ceilingPercent(), in.spec().capacity().vCpusPerCore()));
    line(
        "Datastores must have free, for each VM, its memory for the swap file and again for a suspension.");
    List<String> lines = new ArrayList<>();
    lines.add("primary host.info '*'   # memory, memory usage, CPU usage, state");
    lines.add("primary datastore.info");
    in.virtualMachines()
        .forEach(
            vm ->
                lines.add(
                    "primary object.collect -s %s name config.hardware.memoryMB config.hardware.numCPU"
                        .formatted(ByHand.path("primary", vm.name()))));
    code(lines);
  }

  private void decide() {
    heading("Decide");
    line(
        "%d different people say yes, to exactly what follows."
            .formatted(in.spec().approvalPolicy().required()));
    for (int i = 0; i < in.spec().approvalPolicy().required(); i++) {
      line("- [ ] name, time: ______________________");
    }
  }

  private void stopRecovery() {
    heading("Stop " + in.recovery().name());
    line(
        "Last wave first. Each guest has %d s to shut down.%s"
            .formatted(
                in.spec().recoveryShutdown().guestShutdownSeconds(),
                in.spec().recoveryShutdown().powerOffAfter()
                    ? " After that, and not before, its power may be cut."
                    : " The plan does not cut the power: look why a guest does not go down."));
    List<Wave> waves = new ArrayList<>(in.spec().waves());
    Collections.reverse(waves);
    for (Wave wave : waves) {
      List<RunbookInput.Machine> vms = of(wave);
      line("\n### Wave %s\n".formatted(wave.name()));
      List<String> lines = new ArrayList<>();
      vms.forEach(
          vm ->
              lines.add(
                  "recovery vm.power -s=true %s"
                      .formatted(ByHand.path("recovery", vm.recoveryName()))));
      vms.forEach(vm -> lines.add(power("recovery", vm.recoveryName())));
      code(lines);
      if (in.spec().recoveryShutdown().powerOffAfter()) {
        line("Only where one is still `poweredOn` when the time is over:");
        code(
            vms.stream()
                .map(
                    vm ->
                        "recovery vm.power -off=true -force=true %s"
                            .formatted(ByHand.path("recovery", vm.recoveryName())))
                .toList());
      }
    }
    line(
        "\n- [ ] no VM of %s runs (see “Who runs?”); only then go on"
            .formatted(in.recovery().name()));
  }

  private void startPrimary() {
    heading("Start " + in.primary().name() + ", wave by wave");
    line(
        "A wave begins when the checks of the one before pass.%s"
            .formatted(
                stopsFirst()
                    ? ""
                    : " From here on both sites run, for %d s at most."
                        .formatted(in.spec().overlapMaxSeconds())));
    for (Wave wave : in.spec().waves()) {
      line(
          "\n### Wave %s, within %s\n"
              .formatted(wave.name(), Words.time(wave.timeoutSeconds() * 1000L)));
      actionsOf("Before its VMs are started, one after the other, each once:", wave.before());
      List<String> lines = new ArrayList<>();
      of(wave)
          .forEach(
              vm ->
                  lines.add(
                      "primary vm.power -on=true %s".formatted(ByHand.path("primary", vm.name()))));
      of(wave).forEach(vm -> lines.add(power("primary", vm.name())));
      code(lines);
      wave.readiness().forEach(check -> out.append(byHand.check(check)));
      actionsOf("Before the next wave, one after the other, each once:", wave.after());
    }
  }

  private List<RunbookInput.Machine> of(Wave wave) {
    return in.virtualMachines().stream().filter(vm -> vm.wave().equals(wave.name())).toList();
  }

  private void checks(String title, Stage stage) {
    var items = in.spec().checklist().stream().filter(item -> item.stage() == stage).toList();
    if (!items.isEmpty()) {
      heading(title);
      items.forEach(item -> out.append(byHand.check(item)));
    }
  }

  private void actions(String title, List<Action> actions) {
    if (!actions.isEmpty()) {
      heading(title);
      actionsOf("One after the other, each once.", actions);
    }
  }

  private void actionsOf(String how, List<Action> actions) {
    if (!actions.isEmpty()) {
      line(how);
      line("");
      actions.forEach(action -> out.append(byHand.action(action)));
    }
  }

  private void wayBack() {
    heading("The way back, until the traffic was brought over");
    line(
        "Hold the primary again (step above), confirm that none of it runs, and only then start %s, first wave first:"
            .formatted(in.recovery().name()));
    List<String> lines = new ArrayList<>();
    for (Wave wave : in.spec().waves()) {
      of(wave)
          .forEach(
              vm ->
                  lines.add(
                      "recovery vm.power -on=true %s"
                          .formatted(ByHand.path("recovery", vm.recoveryName()))));
    }
    code(lines);
  }

  private void operatorAgain() {
    heading("Before the operator runs again");
    line(
        "Its plan still says what it last knew, perhaps that %s has authority: **started like this it would suspend the"
            .formatted(in.recovery().name()));
    line(
        "VMs that now serve.** So, with the operator still at 0 replicas, make the plan anew. A new plan goes by what runs:");
    code(
        "kubectl get failbackplan %s -n %s -o yaml > plan-before.yaml   # for the post-mortem"
            .formatted(plan, in.namespace()),
        "kubectl delete failbackplan %s -n %s".formatted(plan, in.namespace()),
        "kubectl apply -f <the plan as it is in Git>",
        "kubectl patch sitestate %s -n %s --type merge -p '{\"spec\":{\"mode\":\"DryRun\"}}'"
            .formatted(in.primary().name(), in.namespace()),
        "kubectl patch sitestate %s -n %s --type merge -p '{\"spec\":{\"mode\":\"DryRun\"}}'"
            .formatted(in.recovery().name(), in.namespace()),
        "kubectl scale deployment failback-operator -n failback-system --replicas=2",
        "kubectl get failbackplan,sitestate -n %s   # AUTHORITY must be the site that serves"
            .formatted(in.namespace()));
    line(
        "Then set both SiteStates back to `mode: Enforce`, and enable the account again if you disabled it.");
  }

  private void machines() {
    line("\n## The VMs\n");
    line(
        "References and UUIDs as both vCenters had them; a VM that Zerto created anew has another reference. Where a name is not");
    line(
        "found, `govc vm.info -vm.uuid UUID` and `govc vm.power ... VirtualMachine:REFERENCE` find it.");
    line("");
    out.append(
        MarkdownText.header(
            "wave", "primary VM", "reference, BIOS UUID", "recovery VM", "reference, BIOS UUID"));
    for (RunbookInput.Machine vm : in.virtualMachines()) {
      out.append(
          MarkdownText.row(
              vm.wave(),
              MarkdownText.of(vm.name()),
              where(vm.primary()),
              MarkdownText.of(vm.recoveryName()),
              where(vm.recovery())));
    }
  }

  private static String where(RunbookInput.Whereabouts where) {
    return where.ref().isEmpty()
        ? "not there"
        : MarkdownText.of(where.ref() + (where.uuid().isEmpty() ? "" : ", " + where.uuid()));
  }

  private void heading(String title) {
    step++;
    line("\n## %d. %s\n".formatted(step, title));
  }

  private void code(String... lines) {
    code(List.of(lines));
  }

  private void code(List<String> lines) {
    out.append('\n').append(MarkdownText.code(lines)).append('\n');
  }

  private void line(String line) {
    out.append(line).append('\n');
  }
}
