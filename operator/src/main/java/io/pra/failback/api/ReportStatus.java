package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** The records of a plan's episodes. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ReportStatus(
    @JsonPropertyDescription(
            "The newest record that was written; absent before the first. Keep a copy elsewhere: it finds any change of any record.")
        ReportHead head,
    @JsonPropertyDescription("Records that are still to be written.") List<ReportDue> due,
    @JsonPropertyDescription(
            "The value of the annotation failback.pra.io/report that was answered last.")
        String answered) {
  /** Before anything was reported. */
  public static final ReportStatus NOTHING = new ReportStatus(null, List.of(), "");

  public ReportStatus {
    due = due == null ? List.of() : List.copyOf(due);
    answered = answered == null ? "" : answered;
  }
}
