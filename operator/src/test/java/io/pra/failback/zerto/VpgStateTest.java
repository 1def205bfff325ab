package io.pra.failback.zerto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What numbers and names of Zerto may be taken for. */
class VpgStateTest {
  @Test
  void theNumbersThatChangedPlacesSayNothingAlone() {
    assertThat(state(3, null)).isEqualTo(VpgState.RPO_OR_HISTORY_NOT_MEETING_SLA);
    assertThat(state(4, null)).isEqualTo(VpgState.RPO_OR_HISTORY_NOT_MEETING_SLA);
    for (int number : new int[] {3, 4}) {
      assertThat(state(number, "RpoNotMeetingSLA")).isEqualTo(VpgState.RPO_NOT_MEETING_SLA);
      assertThat(state(number, "history not meeting SLA"))
          .isEqualTo(VpgState.HISTORY_NOT_MEETING_SLA);
    }
  }

  @Test
  void theOtherNumbersAreAgreedUpon() {
    assertThat(state(1, null)).isEqualTo(VpgState.MEETING_SLA);
    assertThat(state(1, "MeetingSLA")).isEqualTo(VpgState.MEETING_SLA);
    assertThat(state(8, "Recovered")).isEqualTo(VpgState.RECOVERED);
  }

  @Test
  void whatIsUnknownOrContradictsItselfIsUnknown() {
    assertThat(state(9, null)).isEqualTo(VpgState.UNKNOWN);
    assertThat(state(-1, null)).isEqualTo(VpgState.UNKNOWN);
    assertThat(state(null, null)).isEqualTo(VpgState.UNKNOWN);
    assertThat(state(1, "Erfüllt")).isEqualTo(VpgState.UNKNOWN);
    assertThat(state(2, "MeetingSLA")).isEqualTo(VpgState.UNKNOWN);
    assertThat(state(3, "MeetingSLA")).isEqualTo(VpgState.UNKNOWN);
  }

  @Test
  void aDisputedSubStatusCountsByItsNameOnly() {
    assertThat(activity(0, null)).isEqualTo(VpgActivity.NONE);
    assertThat(activity(19, null)).isEqualTo(VpgActivity.MOVING_BEFORE_COMMIT);
    assertThat(activity(30, null)).isEqualTo(VpgActivity.UNKNOWN);
    assertThat(activity(30, "JournalStorageError")).isEqualTo(VpgActivity.JOURNAL_STORAGE_ERROR);
    assertThat(activity(42, "None")).isEqualTo(VpgActivity.UNKNOWN);
    assertThat(activity(4, "None")).isEqualTo(VpgActivity.UNKNOWN);
    assertThat(activity(-1, null)).isEqualTo(VpgActivity.UNKNOWN);
    assertThat(activity(35, "AddedVmsInInitialSync")).isEqualTo(VpgActivity.UNKNOWN);
  }

  @Test
  void onlyNoneAndSyncAreInSync() {
    for (VpgActivity activity : VpgActivity.values()) {
      assertThat(activity.isInSync())
          .as(activity.title())
          .isEqualTo(activity == VpgActivity.NONE || activity == VpgActivity.SYNC);
    }
  }

  private static VpgState state(Integer number, String name) {
    return VpgState.of(Optional.ofNullable(number), Optional.ofNullable(name));
  }

  private static VpgActivity activity(Integer number, String name) {
    return VpgActivity.of(Optional.ofNullable(number), Optional.ofNullable(name));
  }
}
