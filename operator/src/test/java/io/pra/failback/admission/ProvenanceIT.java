package io.pra.failback.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.pra.failback.api.FailbackPlan;
import io.pra.failback.decision.Provenance;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the API server notes down of who wrote an approval, in each way to write one. */
class ProvenanceIT extends AdmissionScene {
  private static final Pattern WORDS =
      Pattern.compile("field manager \"(.+)\" \\((Apply|Update), (\\S+)\\)");

  @ParameterizedTest
  @EnumSource
  void anApprovalTellsWithWhatItWasWritten(Way way) {
    Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    way.sets(user("carol"), plan, "overlapMaxSeconds", "60");
    way.sets(user("alice"), plan, "approvals", approvalOf("alice"));

    try (SharedIndexInformer<FailbackPlan> watch =
        LAB.admin().resources(FailbackPlan.class).inNamespace(namespace).inform()) {
      // The operator reads plans as this does: by a watch, and live.
      await("the watch tells").until(() -> !watch.getStore().list().isEmpty());
      for (FailbackPlan told :
          new FailbackPlan[] {watch.getStore().list().get(0), LAB.admin().resource(plan).get()}) {
        Provenance provenance =
            Provenance.of(told.getSpec(), told.getMetadata().getManagedFields());
        Matcher words = WORDS.matcher(provenance.ofApproval("alice"));
        assertThat(words.matches()).as(provenance.ofApproval("alice")).isTrue();
        assertThat(words.group(1))
            .isEqualTo(
                way == Way.SERVER_SIDE_APPLY ? "writes-approvals" : "fabric8-kubernetes-client");
        assertThat(words.group(2)).isEqualTo(way == Way.SERVER_SIDE_APPLY ? "Apply" : "Update");
        assertThat(Instant.parse(words.group(3))).isBetween(began, Instant.now());
      }
    }
  }
}
