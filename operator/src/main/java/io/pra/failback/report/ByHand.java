package io.pra.failback.report;

import io.pra.failback.api.Action;
import io.pra.failback.api.Check;
import io.pra.failback.api.ChecklistItem;
import io.pra.failback.api.GuestHeartbeatProbe;
import io.pra.failback.api.HttpProbe;
import io.pra.failback.api.HttpRequestAction;
import io.pra.failback.api.KubernetesPatch;
import io.pra.failback.api.Manual;
import io.pra.failback.api.Side;
import io.pra.failback.decision.Glob;
import io.pra.failback.observability.PlainText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a person does what a check or an action of the plan does. */
final class ByHand {
  private static final int LONGEST = 2000;

  private final RunbookInput in;

  /**
   * By hand for one plan.
   *
   * @param in whose VMs its guests are, and in which namespace its objects are
   */
  ByHand(RunbookInput in) {
    this.in = in;
  }

  /** A word of a command line, whatever is in it. */
  static String quoted(String text) {
    return "'" + PlainText.of(text, LONGEST).replace("'", "'\\''") + "'";
  }

  /** The inventory path of a VM, as the functions of the runbook's shell find it. */
  static String path(String side, String name) {
    return "\"$(%s_vm %s)\"".formatted(side, quoted(name));
  }

  String check(Check check) {
    return item(check.title(), check.id(), check.blocking()) + look(check);
  }

  private String look(Check check) {
    if (check instanceof ChecklistItem item && item.manual() != null) {
      return manual(item.manual());
    }
    if (check.tcp() != null) {
      return code(
          List.of("nc -vz -w 5 %s %d".formatted(quoted(check.tcp().host()), check.tcp().port())));
    }
    if (check.http() != null) {
      return code(get(check.http()));
    }
    if (check.guestHeartbeat() != null) {
      return code(heartbeats(check.guestHeartbeat()));
    }
    if (check.job() != null) {
      return code(
          new JobByHand(in.namespace(), check.id(), check.job(), check.timeoutSeconds()).again());
    }
    return other(check);
  }

  String action(Action action) {
    return item(action.title(), action.id(), action.blocking()) + deed(action);
  }

  private String deed(Action action) {
    if (action.manual() != null) {
      return manual(action.manual());
    }
    if (action.kubernetesPatch() != null) {
      return patch(in.namespace(), action.kubernetesPatch());
    }
    if (action.job() != null) {
      return code(
          new JobByHand(in.namespace(), action.id(), action.job(), action.timeoutSeconds()).once());
    }
    return action.http() != null ? request(action.http()) : other(action);
  }

  private static String item(String title, String id, boolean blocking) {
    return "- [ ] **%s** (`%s`%s)\n"
        .formatted(
            MarkdownText.of(title), id, blocking ? "" : ", worth knowing, no reason to stop");
  }

  private static String manual(Manual manual) {
    List<String> parts = new ArrayList<>();
    if (!manual.assignee().isEmpty()) {
      parts.add("asked: " + MarkdownText.of(manual.assignee()));
    }
    if (manual.dueSeconds() != null) {
      parts.add("within " + Words.time(manual.dueSeconds() * 1000L));
    }
    String who = parts.isEmpty() ? "" : "\n  " + String.join(", ", parts) + "\n";
    String text = manual.instructions();
    return who + (text.isEmpty() ? "" : "\n  " + MarkdownText.of(text) + "\n");
  }

  private List<String> heartbeats(GuestHeartbeatProbe probe) {
    String side = probe.site() == Side.Primary ? "primary" : "recovery";
    List<String> lines = new ArrayList<>();
    lines.add("# each must answer green and guestToolsRunning");
    in.virtualMachines().stream()
        .filter(vm -> Glob.anyMatches(probe.virtualMachines(), vm.name()))
        .map(vm -> probe.site() == Side.Primary ? vm.name() : vm.recoveryName())
        .map(
            name ->
                "echo %s; %s object.collect -s %s guestHeartbeatStatus guest.toolsRunningStatus"
                    .formatted(quoted(side + " " + name), side, path(side, name)))
        .forEach(lines::add);
    if (lines.size() == 1) {
      lines.add(
          "# no VM of the plan matched "
              + quoted(String.join(", ", probe.virtualMachines()))
              + " when this was made");
    }
    return lines;
  }

  private static List<String> get(HttpProbe http) {
    List<String> lines = new ArrayList<>();
    lines.add("# must answer %d".formatted(http.expectedStatus()));
    lines.add(
        "curl -sS -m 10 -w '\\n%%{http_code}\\n' %s".formatted(quoted(Redaction.text(http.url()))));
    if (!http.bodyContains().isEmpty()) {
      lines.add("# and the answer must contain " + quoted(Redaction.text(http.bodyContains())));
    }
    return lines;
  }

  private static String request(HttpRequestAction http) {
    List<String> lines = new ArrayList<>();
    if (http.verify() != null) {
      lines.add("# first: is it done already?");
      lines.addAll(get(http.verify()));
    }
    lines.add(
        "# once; must answer %s"
            .formatted(http.expectedStatus() == 0 ? "2xx" : "" + http.expectedStatus()));
    String body = Redaction.text(http.body());
    lines.add(
        "curl -sS -m 60 -w '\\n%%{http_code}\\n' -X %s -H %s%s %s"
            .formatted(
                http.method(),
                quoted("Content-Type: " + http.contentType()),
                body.isEmpty() ? "" : " --data-raw " + quoted(body),
                quoted(Redaction.text(http.url()))));
    if (!body.equals(http.body()) || body.length() > LONGEST) {
      lines.add("# a part of it is left out here: it may be secret, or is too long; see the plan");
    }
    return code(lines);
  }

  private static String patch(String namespace, KubernetesPatch patch) {
    String merged = Redaction.text(patch.patch());
    List<String> lines = new ArrayList<>();
    "kubectl patch %s %s -n %s --type merge -p %s"
        .formatted(quoted(patch.resource()), quoted(patch.name()), namespace, quotedLines(merged))
        .lines()
        .forEach(lines::add);
    if (!merged.equals(patch.patch())) {
      lines.add("# a part of it is left out here: it may be secret; see the plan");
    }
    return code(lines);
  }

  /**
   * A word of several lines stays so: the line breaks are a part of it. Nothing of it is cut off,
   * as half an object is another one.
   */
  static String quotedLines(String text) {
    return text.strip()
        .lines()
        .map(line -> PlainText.of(line, Integer.MAX_VALUE).replace("'", "'\\''"))
        .collect(Collectors.joining("\n", "'", "'"));
  }

  /** A kind that has no command line of its own: what it would do, without secrets. */
  private static String other(Object checkOrAction) {
    String kind = Proceedings.kind(checkOrAction);
    return "\n  %s, by hand: %s\n"
        .formatted(
            MarkdownText.of(kind),
            MarkdownText.of(Redaction.of(RecordJson.tree(checkOrAction).path(kind), LONGEST)));
  }

  private static String code(List<String> lines) {
    StringBuilder out = new StringBuilder("\n  ```sh\n");
    lines.forEach(line -> out.append("  ").append(line).append('\n'));
    return out.append("  ```\n").toString();
  }
}
