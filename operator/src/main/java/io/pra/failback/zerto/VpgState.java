package io.pra.failback.zerto;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The status of a VPG. The numbers 3 and 4 have changed places between versions of Zerto, so only
 * the description tells them apart.
 */
public enum VpgState {
  INITIALIZING("Initializing"),
  MEETING_SLA("MeetingSLA"),
  NOT_MEETING_SLA("NotMeetingSLA"),
  RPO_NOT_MEETING_SLA("RpoNotMeetingSLA"),
  HISTORY_NOT_MEETING_SLA("HistoryNotMeetingSLA"),
  /** 3 or 4 without a description: either the RPO or the journal's history is not as promised. */
  RPO_OR_HISTORY_NOT_MEETING_SLA("RpoOrHistoryNotMeetingSLA"),
  FAILING_OVER("FailingOver"),
  MOVING("Moving"),
  DELETING("Deleting"),
  RECOVERED("Recovered"),
  /** A number or a name that is not known here, or a number that contradicts the name. */
  UNKNOWN("Unknown");

  private static final Map<String, VpgState> BY_NAME =
      Stream.of(values())
          .filter(state -> state != UNKNOWN && state != RPO_OR_HISTORY_NOT_MEETING_SLA)
          .collect(Collectors.toMap(state -> plain(state.title), Function.identity()));

  private final String title;

  VpgState(String title) {
    this.title = title;
  }

  /** As Zerto writes it. */
  public String title() {
    return title;
  }

  static VpgState of(Optional<Integer> number, Optional<String> description) {
    VpgState numbered = number.map(VpgState::of).orElse(UNKNOWN);
    if (description.isEmpty()) {
      return numbered;
    }
    VpgState named = BY_NAME.getOrDefault(plain(description.get()), UNKNOWN);
    boolean agrees =
        number.isEmpty()
            || named == numbered
            || (numbered == RPO_OR_HISTORY_NOT_MEETING_SLA
                && (named == RPO_NOT_MEETING_SLA || named == HISTORY_NOT_MEETING_SLA));
    return agrees ? named : UNKNOWN;
  }

  private static VpgState of(int number) {
    return switch (number) {
      case 0 -> INITIALIZING;
      case 1 -> MEETING_SLA;
      case 2 -> NOT_MEETING_SLA;
      case 3, 4 -> RPO_OR_HISTORY_NOT_MEETING_SLA;
      case 5 -> FAILING_OVER;
      case 6 -> MOVING;
      case 7 -> DELETING;
      case 8 -> RECOVERED;
      default -> UNKNOWN;
    };
  }

  /** {@code Meeting SLA}, {@code MeetingSLA} and {@code meeting-sla} are one name. */
  static String plain(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
  }
}
