package io.pra.failback.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pra.failback.api.JobRun;
import java.util.ArrayList;
import java.util.List;

/**
 * A Job of the plan, made and awaited by a person. Its name is always the same, so that the API
 * server refuses a second one.
 *
 * @param id of the check or action
 */
record JobByHand(String namespace, String id, JobRun run, int timeoutSeconds) {
  private static final int LONGEST_ID = 40;

  /** As an action: not where it may have been done. */
  List<String> once() {
    List<String> lines = new ArrayList<>();
    lines.add("# first: has it completed already, in this failback?");
    lines.add(
        "kubectl get jobs -n %s -l %s"
            .formatted(namespace, ByHand.quoted("failback.pra.io/id=" + id)));
    lines.add(
        "# once; where one of this name is there: delete it only if an earlier failback made it");
    lines.addAll(made());
    return lines;
  }

  /** As a check: anew each time. */
  List<String> again() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "kubectl delete job %s -n %s --ignore-not-found"
            .formatted(ByHand.quoted(name()), namespace));
    lines.addAll(made());
    return lines;
  }

  private List<String> made() {
    String manifest = RecordJson.overLines(manifest());
    String file = ByHand.quoted(name() + ".json");
    List<String> lines = new ArrayList<>();
    "printf '%%s\\n' %s > %s"
        .formatted(ByHand.quotedLines(manifest), file)
        .lines()
        .forEach(lines::add);
    String create = "kubectl create -n %s -f %s".formatted(namespace, file);
    if (manifest.contains(Redaction.MASK)) {
      lines.add(
          "# a part of it is left out here: it may be secret; write it into the file, see the plan");
      lines.add("grep -F %s %s || %s".formatted(ByHand.quoted(Redaction.MASK), file, create));
    } else {
      lines.add(create);
    }
    lines.add("# must say: condition met; if not, kubectl describe says why");
    lines.add(
        "kubectl wait job %s -n %s --for=condition=Complete --timeout=%ds"
            .formatted(ByHand.quoted(name()), namespace, timeoutSeconds));
    return lines;
  }

  private String name() {
    return id.substring(0, Math.min(id.length(), LONGEST_ID)).replaceAll("-+$", "") + "-by-hand";
  }

  private ObjectNode manifest() {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    job.put("apiVersion", "batch/v1").put("kind", "Job");
    ObjectNode metadata = job.putObject("metadata").put("name", name());
    JsonNode given = Redaction.tree(run.template()).path("metadata");
    for (String kept : List.of("labels", "annotations")) {
      if (given.path(kept).isObject()) {
        metadata.set(kept, given.path(kept));
      }
    }
    metadata.withObject("/labels").put("failback.pra.io/id", id);
    job.set("spec", Redaction.tree(run.spec(timeoutSeconds)));
    return job;
  }
}
