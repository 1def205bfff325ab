package io.pra.failback.decision;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.pra.failback.observability.PlainText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Who the API server has noted down as the writer of a field. The client chooses the name: this is
 * evidence of which tool wrote, and no proof of who did.
 *
 * @param manager the field manager, such as kubectl-patch
 * @param operation Apply or Update
 * @param at when that manager last wrote anything of the object; null if that was not told
 */
public record FieldWriter(String manager, String operation, Instant at) {
  private static final int LONGEST_MANAGER = 128;
  private static final int LONGEST_OPERATION = 16;
  private static final int MOST_SHOWN = 3;

  /**
   * Those of one field, the newest first. What cannot be understood names nobody.
   *
   * @param managedFields of the object; null for none
   * @param path to the field, such as spec, approvals, alice, request
   */
  static List<FieldWriter> of(List<ManagedFieldsEntry> managedFields, String... path) {
    if (managedFields == null) {
      return List.of();
    }
    return managedFields.stream()
        .filter(Objects::nonNull)
        .filter(entry -> isOfTheObject(entry) && owns(entry, path))
        .map(FieldWriter::of)
        .sorted(
            Comparator.comparing(FieldWriter::at, Comparator.nullsLast(Comparator.reverseOrder())))
        .toList();
  }

  private static boolean isOfTheObject(ManagedFieldsEntry entry) {
    return entry.getSubresource() == null || entry.getSubresource().isEmpty();
  }

  private static boolean owns(ManagedFieldsEntry entry, String... path) {
    Object here =
        entry.getFieldsV1() == null ? null : entry.getFieldsV1().getAdditionalProperties();
    for (String field : path) {
      here = here instanceof Map<?, ?> fields ? fields.get("f:" + field) : null;
    }
    return here != null;
  }

  private static FieldWriter of(ManagedFieldsEntry entry) {
    return new FieldWriter(
        Objects.requireNonNullElse(entry.getManager(), ""),
        Objects.requireNonNullElse(entry.getOperation(), ""),
        instant(entry.getTime()));
  }

  private static Instant instant(String time) {
    try {
      return time == null ? null : Instant.parse(time);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** In one line that no name can break out of; empty if nobody is known. */
  static String words(List<FieldWriter> writers) {
    if (writers.isEmpty()) {
      return "";
    }
    int more = writers.size() - MOST_SHOWN;
    return writers.stream()
            .limit(MOST_SHOWN)
            .map(FieldWriter::words)
            .collect(Collectors.joining(", ", "field manager ", ""))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private String words() {
    return "\"%s\" (%s%s)"
        .formatted(
            PlainText.of(manager, LONGEST_MANAGER).replace('"', '\''),
            PlainText.of(operation, LONGEST_OPERATION).replace('"', '\''),
            at == null ? "" : ", " + at);
  }
}
