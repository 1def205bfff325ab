package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * One item of the checklist; exactly one of manual, tcp and http is set.
 *
 * @param id unique in the plan
 * @param title for people
 * @param stage when it runs
 * @param timeoutSeconds bound of one attempt, in seconds
 * @param intervalSeconds pause between attempts, in seconds
 * @param blocking false: reported only
 * @param manual a person signs it off
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ChecklistItem(
    String id,
    String title,
    Stage stage,
    Integer timeoutSeconds,
    Integer intervalSeconds,
    Boolean blocking,
    Manual manual,
    TcpProbe tcp,
    HttpProbe http) {
  public ChecklistItem {
    title = title == null ? id : title;
    stage = stage == null ? Stage.BeforeApproval : stage;
    timeoutSeconds = timeoutSeconds == null ? 5 : timeoutSeconds;
    intervalSeconds = intervalSeconds == null ? 10 : intervalSeconds;
    blocking = blocking == null ? true : blocking;
  }
}
