package io.pra.failback.zerto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pra.failback.zerto.VpgExpectation.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a VPG, as the API tells it, is as it should be. */
class VpgExpectationTest {
  private static final VpgExpectation WITHIN_FIVE_MINUTES =
      new VpgExpectation(300, Optional.empty(), Optional.of(true), Set.of(), false);
  private static final String GOOD =
      "'Status': 1, 'SubStatus': 0, 'ActualRPO': 6, 'ConfiguredRpoSeconds': 300,"
          + " 'AlertStatus': 0, 'HistoryStatusApi': {'ActualHistoryInMinutes': 60,"
          + " 'ConfiguredHistoryInMinutes': 60}, 'ProtectedSite': {'type': 'LocalSiteApi'}";

  @Test
  void oneThatMeetsItsSlaIsHealthyInEitherCasing() {
    assertThat(judge(GOOD).healthy()).isTrue();
    assertThat(judge(GOOD.toLowerCase(java.util.Locale.ROOT)).healthy()).isTrue();
    assertThat(judge(GOOD).message()).contains("RPO 6 s").contains("journal 60 min");
  }

  @Test
  void anRpoThatIsNotComputedIsNotHealthy() {
    for (String none : List.of("-1", "null", "\"6\"", "6.5", "99999999999")) {
      assertThat(judge(GOOD.replace("'ActualRPO': 6", "'ActualRPO': " + none)))
          .as(none)
          .isEqualTo(new Verdict(false, "VPG erp: it has no actual RPO"));
    }
    assertThat(judge(GOOD.replace("'ActualRPO': 6,", "")).healthy()).isFalse();
    assertThat(judge(GOOD.replace("'ActualRPO': 6", "'ActualRPO': 301")).message())
        .contains("RPO 301 s, more than 300 s");
  }

  @Test
  void nothingIsConcludedFromThreeOrFour() {
    for (String number : List.of("3", "4")) {
      assertThat(judge(GOOD.replace("'Status': 1", "'Status': " + number)).healthy()).isFalse();
    }
  }

  @Test
  void aYoungJournalIsEnoughWhereThePlanSaysHowOldItMustBe() {
    VpgExpectation tenMinutes =
        new VpgExpectation(300, Optional.of(10), Optional.of(true), Set.of(), false);
    String young =
        GOOD.replace("'Status': 1", "'Status': 4")
            .replace("'ActualHistoryInMinutes': 60", "'ActualHistoryInMinutes': 12");
    assertThat(tenMinutes.judge(vpg(young)).healthy()).isTrue();
    assertThat(tenMinutes.judge(vpg(young.replace(": 12", ": 9"))).message())
        .contains("9 min, less than 10 min");
    assertThat(
            tenMinutes
                .judge(
                    vpg(young.replace("'ConfiguredRpoSeconds': 300", "'ConfiguredRpoSeconds': 5")))
                .healthy())
        .as("it may be the RPO that is not met")
        .isFalse();
    assertThat(tenMinutes.judge(vpg(young + ", 'StatusDescription': 'RpoNotMeetingSLA'")).healthy())
        .isFalse();
    assertThat(tenMinutes.judge(vpg(young.replace("'HistoryStatusApi'", "'Other'"))).message())
        .contains("does not say how far its journal reaches");
  }

  @Test
  void whatIsNotInSyncIsNotHealthy() {
    for (int number = 0; number <= 42; number++) {
      assertThat(judge(GOOD.replace("'SubStatus': 0", "'SubStatus': " + number)).healthy())
          .as("sub-status %d", number)
          .isEqualTo(number == 0 || number == 4);
    }
  }

  @Test
  void alertsAreFailuresUnlessAllowed() {
    Vpg alerted = vpg(GOOD).with(List.of("VPG0003"), Optional.empty());
    assertThat(WITHIN_FIVE_MINUTES.judge(alerted).message()).contains("alert VPG0003");
    assertThat(
            new VpgExpectation(300, Optional.empty(), Optional.empty(), Set.of("VPG0003"), false)
                .judge(alerted)
                .healthy())
        .isTrue();
    assertThat(judge(GOOD.replace("'AlertStatus': 0", "'AlertStatus': 2")).healthy()).isFalse();
    assertThat(judge(GOOD.replace("'AlertStatus': 0,", "")).healthy()).isFalse();
  }

  @Test
  void theDirectionMustBeTold() {
    assertThat(judge(GOOD.replace("LocalSiteApi", "PeerSiteApi")).message())
        .contains("protects the other site");
    assertThat(judge(GOOD.replace("LocalSiteApi", "Whatever")).message())
        .contains("does not say which site");
  }

  @Test
  void waitingForACommitMayBeWhatIsWanted() {
    VpgExpectation waits =
        new VpgExpectation(300, Optional.empty(), Optional.empty(), Set.of(), true);
    String moving = GOOD.replace("'Status': 1, 'SubStatus': 0", "'Status': 6, 'SubStatus': 19");
    assertThat(waits.judge(vpg(moving)).healthy()).isTrue();
    assertThat(waits.judge(vpg(GOOD)).healthy()).isFalse();
    assertThat(judge(moving).message()).contains("number 19");
  }

  @Test
  void textFromOutsideIsEscaped() {
    assertThat(judge(GOOD + ", 'StatusDescription': 'Meeting\\nSLA\\u001b[2J'").message())
        .doesNotContain("\n")
        .doesNotContain("\u001b");
  }

  @Test
  void alertsOfOthersAndDismissedOnesDoNotCount() throws Exception {
    assertThat(
            VpgReader.alerts(
                json(
                    "[{'HelpIdentifier':'A','AffectedVpgs':[{'identifier':'x'}]},"
                        + "{'helpIdentifier':'B','affectedVpgs':[{'identifier':'y'}]},"
                        + "{'HelpIdentifier':'C','IsDismissed':true},{'HelpIdentifier':'D'}]"),
                "x"))
        .containsExactly("A", "D");
  }

  @Test
  void timesWithoutAZoneAreNotGuessed() throws Exception {
    Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
    assertThat(latest("'2026-01-02T03:04:05.678Z'")).contains(at);
    assertThat(latest("{'TimeStamp': '2026-01-02T04:04:05.678+01:00'}")).contains(at);
    assertThat(latest("{'timestamp': '/Date(" + at.toEpochMilli() + "+0300)/'}")).contains(at);
    assertThat(latest("'2026-01-02T03:04:05.678'")).isEmpty();
    assertThat(latest("null")).isEmpty();
  }

  private static Optional<Instant> latest(String value) throws Exception {
    return VpgReader.latestCheckpoint(json("{'Latest': " + value + "}"));
  }

  private static Verdict judge(String fields) {
    return WITHIN_FIVE_MINUTES.judge(vpg(fields));
  }

  private static Vpg vpg(String fields) {
    try {
      return VpgReader.vpg(json("{'VpgName': 'erp', 'VpgIdentifier': '1', " + fields + "}"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }
}
