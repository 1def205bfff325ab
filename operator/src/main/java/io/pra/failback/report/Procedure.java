package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.pra.failback.api.ActionState;
import io.pra.failback.api.CheckState;
import io.pra.failback.api.WaveState;
import java.time.Instant;
import java.util.List;

/**
 * What was asked, checked and done, and by whom.
 *
 * @param requests what people were asked to approve
 * @param checklist checklist items and readiness checks, in the plan's order
 * @param actions by attempt, in the plan's order
 * @param waves by attempt, in the plan's order
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Procedure(
    List<Request> requests, List<Check> checklist, List<Deed> actions, List<WaveRun> waves) {
  static final Procedure NOTHING = new Procedure(List.of(), List.of(), List.of(), List.of());

  public Procedure {
    requests = requests == null ? List.of() : List.copyOf(requests);
    checklist = checklist == null ? List.of() : List.copyOf(checklist);
    actions = actions == null ? List.of() : List.copyOf(actions);
    waves = waves == null ? List.of() : List.copyOf(waves);
  }

  /**
   * A request, and who has answered it.
   *
   * @param attempt its number in the episode, from 1
   * @param approvedAt null if it never was
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Request(
      String id,
      int attempt,
      Instant issuedAt,
      Instant expiresAt,
      Instant approvedAt,
      List<Yes> approvals) {
    public Request {
      approvals = approvals == null ? List.of() : List.copyOf(approvals);
    }
  }

  /**
   * An approval that counted, and when it was first seen to.
   *
   * @param writtenBy which field manager wrote it, how and when; empty if that is not known
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Yes(String by, Instant at, String comment, String writtenBy) {
    public Yes {
      writtenBy = writtenBy == null ? "" : writtenBy;
    }
  }

  /**
   * A checklist item or readiness check.
   *
   * @param stage when it runs; {@code wave NAME} for a readiness check
   * @param kind such as manual, tcp
   * @param state as it was last known
   * @param message what was seen
   * @param checkedAt null if it never was
   * @param by who signed it; empty if nobody did
   * @param comment of who signed it
   * @param assignee who is asked to sign it; empty if the plan does not say
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Check(
      String id,
      String title,
      String stage,
      String kind,
      boolean blocking,
      CheckState state,
      String message,
      Instant checkedAt,
      String by,
      String comment,
      String assignee) {
    public Check {
      assignee = assignee == null ? "" : assignee;
    }
  }

  /**
   * An action.
   *
   * @param attempt in which it was done, or was to be
   * @param step finalSync, before wave NAME, after wave NAME, cutover, reprotect
   * @param kind such as manual, http
   * @param request what was sent, as JSON, without secrets
   * @param answer what came of it
   * @param by who vouched for it; empty if nobody did
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Deed(
      String id,
      String title,
      int attempt,
      String step,
      String kind,
      boolean blocking,
      String request,
      ActionState state,
      String answer,
      Instant startedAt,
      Instant endedAt,
      String by) {}

  /**
   * A wave.
   *
   * @param readyAt when it was first seen ready; null before
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record WaveRun(
      String name,
      int attempt,
      WaveState state,
      int ready,
      int total,
      long timeoutSeconds,
      Instant startedAt,
      Instant readyAt) {}
}
