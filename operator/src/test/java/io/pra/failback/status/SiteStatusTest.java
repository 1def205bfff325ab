package io.pra.failback.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.pra.failback.api.ApiJson;
import io.pra.failback.api.Deviation;
import io.pra.failback.api.ObservedActivity;
import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.api.SiteStateStatus;
import io.pra.failback.decision.Preflight;
import io.pra.failback.decision.SiteDecision;
import io.pra.failback.decision.Stall;
import io.pra.failback.decision.TestSite;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SiteStatusTest {
  private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
  private static final SiteStateSpec SPEC =
      ApiJson.serialization()
          .unmarshal(
              """
              vcenter: {url: "https://v/sdk", credentialsSecretRef: {name: s}}
              virtualMachines: {names: ["*"]}
              """,
              SiteStateSpec.class);
  private static final SiteDecision CONVERGED =
      new SiteDecision(List.of(), 0, List.of(), Optional.empty());

  private final TestSite site = new TestSite("rbx", PowerState.POWERED_ON, "a", "b");
  private SiteStateStatus before =
      new SiteStateStatus(null, null, null, null, null, null, null, null);
  private SiteDecision decision = CONVERGED;
  private Optional<Stall> misconfigured = Optional.empty();
  private Optional<Kind> problem = Optional.empty();
  private List<String> surplus = List.of();
  private SiteUse use = SiteUse.FREE;

  private SiteStateStatus build(Instant now) {
    return SiteStatusFactory.build(
        new SiteStatusFactory.Input(
            SPEC,
            before,
            3L,
            site.view(),
            decision,
            misconfigured,
            problem,
            "no answer",
            NOW,
            surplus,
            List.of(),
            use,
            "2f6e0a9c-0000-4000-8000-000000000001",
            now));
  }

  private Condition condition(String type) {
    return ConditionSet.find(build(NOW).conditions(), type).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "POWERED_ON,  POWERED_ON,  Active",
    "POWERED_ON,  SUSPENDED,   Mixed",
    "POWERED_ON,  POWERED_OFF, Mixed",
    "SUSPENDED,   SUSPENDED,   Suspended",
    "SUSPENDED,   POWERED_OFF, Stopped",
    "POWERED_OFF, POWERED_OFF, Stopped",
    "UNKNOWN,     SUSPENDED,   Unknown",
    "UNKNOWN,     POWERED_ON,  Unknown",
  })
  void activityIsWhatAllVmsDo(PowerState a, PowerState b, ObservedActivity expected) {
    site.power("a", a).power("b", b);

    assertThat(build(NOW).activity()).isEqualTo(expected);
  }

  @Test
  void withoutVmsItIsEmptyAndWhatCannotBeReadIsUnknown() {
    site.remove("a").remove("b");
    assertThat(build(NOW).activity()).isEqualTo(ObservedActivity.Empty);
    assertThat(condition("Ready").getReason()).isEqualTo("NoVirtualMachines");

    site.readable(false);
    assertThat(build(NOW).activity()).isEqualTo(ObservedActivity.Unknown);
    assertThat(condition("Converged").getStatus()).isEqualTo("Unknown");
  }

  @Test
  void whatAnUnreadableSiteLastSaidCountsAsUnknown() {
    site.readable(false);

    assertThat(build(NOW).virtualMachines().unknown()).isEqualTo(2);
    assertThat(build(NOW).virtualMachines().poweredOn()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void everyProblemOfTheContactHasAReason(Kind kind) {
    site.readable(false);
    problem = Optional.of(kind);

    assertThat(condition("Reachable").getStatus()).isEqualTo("False");
    assertThat(condition("Reachable").getReason()).matches("[A-Z][A-Za-z]+");
    assertThat(condition("Ready").getReason()).isEqualTo(condition("Reachable").getReason());
  }

  @Test
  void refusedNewSettingsMakeItNotReadyAndLeaveItReachable() {
    problem = Optional.of(Kind.INVALID_LOGIN);

    assertThat(condition("Reachable").getStatus()).isEqualTo("True");
    assertThat(condition("Ready").getStatus()).isEqualTo("False");
    assertThat(condition("Ready").getReason()).isEqualTo("InvalidLogin");
  }

  @Test
  void aMissingSecretIsSaidWithTheWayOut() {
    misconfigured = Optional.of(new Stall("SecretMissing", "Secret s does not exist", "create it"));
    site.readable(false);

    assertThat(condition("Ready").getReason()).isEqualTo("SecretMissing");
    assertThat(condition("Ready").getMessage()).contains("Next: create it");
    assertThat(condition("Reachable").getStatus()).isEqualTo("Unknown");
  }

  @Test
  void deviationsAndSurplusAreNamedEscaped() {
    decision =
        new SiteDecision(
            List.of(new Deviation("a\u001b[2J", "vm-1", "poweredOn", "Suspended", NOW)),
            1,
            List.of(),
            Optional.empty());
    surplus = List.of("b\nc");

    assertThat(condition("Converged").getStatus()).isEqualTo("False");
    assertThat(condition("Converged").getMessage()).contains("\\u001b").doesNotContain("\u001b");
    assertThat(condition("Ready").getMessage()).contains("b\\nc");
    assertThat(build(NOW).message()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_LOGIN,  Secret s",
    "UNTRUSTED,      spec.vcenter.tls",
    "UNREACHABLE,    spec.vcenter.url",
    "PROTOCOL,       spec.vcenter.url",
    "OTHER_VCENTER,  spec.vcenter.instanceUuid",
    "NOT_FOUND,      spec.virtualMachines.folder",
    "NO_PERMISSION,  privileges",
  })
  void aContactThatFailsNamesTheFieldToMend(Kind kind, String field) {
    site.readable(false);
    problem = Optional.of(kind);

    assertThat(condition("Ready").getMessage()).contains("Next: ").contains(field);
  }

  @Test
  void aDeletionThatAnEpisodeHoldsUpIsSaidInTheOneLine() {
    use = new SiteUse(List.of("erp (episode-3, Holding)"), true);

    assertThat(condition("InUse").getReason()).isEqualTo("DeletionBlocked");
    assertThat(condition("Ready").getStatus()).isEqualTo("True");
    assertThat(build(NOW).message()).contains("erp (episode-3, Holding)").contains("Next: ");
  }

  @Test
  void whichEpisodesRestOnItIsSaid() {
    assertThat(condition("InUse").getStatus()).isEqualTo("False");

    use = new SiteUse(List.of("erp (episode-3, Holding)"), false);

    assertThat(condition("InUse").getStatus()).isEqualTo("True");
    assertThat(build(NOW).message()).doesNotContain("deletion");
  }

  @Test
  void transitionTimesAreKept() {
    before = build(NOW);

    SiteStateStatus later = build(NOW.plusSeconds(60));

    assertThat(later.conditions())
        .extracting(Condition::getLastTransitionTime)
        .containsOnly(NOW.toString());
  }

  private Preflight preflight(String version, Duration ahead, Set<String> missing) {
    Map<MoRef, Set<String>> lacks = new HashMap<>();
    site.view().selected().forEach(vm -> lacks.put(vm.ref(), missing));
    return new Preflight(version, Optional.of(ahead), "", Map.of(), lacks, Map.of());
  }

  @Test
  void missingPrivilegesMakeItNotReadyAndAreNamedWithTheVms() {
    site.preflight(preflight("8.0.0.0", Duration.ZERO, Set.of("VirtualMachine.Interact.Suspend")));

    assertThat(condition("Ready").getStatus()).isEqualTo("False");
    assertThat(condition("Ready").getReason()).isEqualTo("MissingPrivileges");
    assertThat(condition("Ready").getMessage())
        .contains("VirtualMachine.Interact.Suspend at site rbx on a, b")
        .contains("Next: ");
    assertThat(condition("Reachable").getStatus()).isEqualTo("True");
  }

  @Test
  void anApiThatIsTooOldIsNotSupported() {
    site.preflight(preflight("6.0", Duration.ZERO, Set.of()));

    assertThat(condition("Ready").getReason()).isEqualTo("UnsupportedVersion");
    assertThat(condition("Ready").getMessage()).contains("6.0").contains("6.5");
  }

  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "60, ''",
    "-60, ''",
    "61, 61 s ahead of",
    "-7200, 7200 s behind",
  })
  void aClockThatIsFarOffIsSaid(int ahead, String words) {
    site.preflight(preflight("8.0.0.0", Duration.ofSeconds(ahead), Set.of()));

    assertThat(condition("Ready").getStatus()).isEqualTo("True");
    if (words.isEmpty()) {
      assertThat(condition("Ready").getMessage()).doesNotContain("clock");
    } else {
      assertThat(condition("Ready").getMessage()).contains("the vCenter's clock is " + words);
    }
  }

  @Test
  void privilegesThatCannotBeAskedForAreUnknownAndNothingMore() {
    site.preflight(Preflight.unknown("NotSupported"));

    assertThat(condition("Ready").getStatus()).isEqualTo("True");
    assertThat(condition("Ready").getMessage()).contains("is not known: NotSupported");
  }
}
