package io.pra.failback.decision;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.pra.failback.api.FailbackPlanSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * With what, and when, people's words in a plan were written, as the API server has noted it down:
 * recorded beside the name that the policies have checked. No decision rests on it.
 *
 * @param approvals in one line for each user, as the user is shown; none for who is not known
 * @param signOffs the same, by the id of the item or action
 */
public record Provenance(Map<String, String> approvals, Map<String, String> signOffs) {
  /** Of a plan of which nothing is known. */
  public static final Provenance UNKNOWN = new Provenance(Map.of(), Map.of());

  public Provenance {
    approvals = Map.copyOf(approvals);
    signOffs = Map.copyOf(signOffs);
  }

  /**
   * By what the API server keeps of every object.
   *
   * @param managedFields of the plan; null for none
   */
  public static Provenance of(FailbackPlanSpec spec, List<ManagedFieldsEntry> managedFields) {
    return new Provenance(
        each(spec.approvals().keySet(), Spoken::name, managedFields, "approvals"),
        each(spec.signOffs().keySet(), id -> id, managedFields, "signOffs"));
  }

  private static Map<String, String> each(
      Collection<String> keys,
      Function<String, String> shown,
      List<ManagedFieldsEntry> managedFields,
      String field) {
    return keys.stream()
        .collect(
            Collectors.toMap(
                shown,
                key ->
                    FieldWriter.words(FieldWriter.of(managedFields, "spec", field, key, "request")),
                (one, other) -> one));
  }

  /** Who wrote the approval of a user; empty if nobody is known. */
  public String ofApproval(String user) {
    return approvals.getOrDefault(user, "");
  }

  /** Who wrote the sign-off of an item; empty if nobody is known. */
  public String ofSignOff(String id) {
    return signOffs.getOrDefault(id, "");
  }

  /** What is said after a name that the policies have checked; nothing if nobody is known. */
  public static String writtenBy(String writers) {
    return writers.isEmpty() ? "" : ", written by " + writers;
  }

  /** Who last wrote what a site is to do; empty if nobody is known. */
  public static String ofActivity(List<ManagedFieldsEntry> managedFields) {
    return FieldWriter.words(FieldWriter.of(managedFields, "spec", "activity"));
  }
}
