package io.pra.failback.decision;

import io.pra.failback.api.Manual;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The person that a manual item or action waits for: who is asked to, which lets nobody else sign
 * less, and until when.
 *
 * @param since when it came up; null if it has not yet
 */
public record Awaited(Manual manual, Instant since, Instant now) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public boolean isOverdue() {
    return due().filter(due -> !now.isBefore(due)).isPresent();
  }

  private Optional<Instant> due() {
    return since == null || manual.dueSeconds() == null
        ? Optional.empty()
        : Optional.of(since.plusSeconds(manual.dueSeconds()));
  }

  /** Such as {@code due 14:05Z}; empty without a due time. The day is said if it is another one. */
  private Optional<String> deadline() {
    return due()
        .map(
            due -> {
              boolean sameDay =
                  since
                      .atOffset(ZoneOffset.UTC)
                      .toLocalDate()
                      .equals(due.atOffset(ZoneOffset.UTC).toLocalDate());
              return (isOverdue() ? "overdue since " : "due ")
                  + (sameDay ? TIME : DAY_AND_TIME).format(due);
            });
  }

  private Optional<String> assignee() {
    return Optional.of(manual.assignee()).filter(name -> !name.isEmpty()).map(Spoken::name);
  }

  /** Such as {@code waits for a sign-off by alice, due 14:05Z}. */
  String waits() {
    return "waits for a sign-off"
        + assignee().map(name -> " by " + name).orElse("")
        + deadline().map(text -> ", " + text).orElse("");
  }

  /** Such as {@code alice, due 14:05Z}; empty if the plan says neither. */
  private String who() {
    List<String> parts = new ArrayList<>();
    assignee().ifPresent(parts::add);
    deadline().ifPresent(parts::add);
    return String.join(", ", parts);
  }

  /** Such as {@code " (alice, due 14:05Z)"}; empty if the plan says neither. */
  String note() {
    return who().isEmpty() ? "" : " (%s)".formatted(who());
  }

  /** The command, and for whom it is meant. */
  String next(String command) {
    return who().isEmpty() ? command : "%s; for %s".formatted(command, who());
  }

  /** Told once, when the due time has passed. */
  public Turn overdue(String what) {
    return Turn.warning("ManualOverdue", what + " " + waits());
  }
}
