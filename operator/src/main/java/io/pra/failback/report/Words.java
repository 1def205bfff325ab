package io.pra.failback.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them; always UTC, always the same in every locale. */
final class Words {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Words() {}

  static String at(Instant at) {
    return at == null ? "–" : AT.format(at);
  }

  /** The name of a field as people write it: {@code objectiveSeconds} is an objective. */
  static String spelled(String field) {
    String name = field.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    return name.equals("seconds") ? "how much" : name.replaceAll(" seconds$", "");
  }

  /** A value of a field of that name, with the unit that the name says. */
  static String measured(String field, String value) {
    if (field.toLowerCase(Locale.ROOT).endsWith("seconds") && value.matches("\\d{1,12}")) {
      return time(Long.parseLong(value) * 1000);
    }
    return value.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z") ? at(Instant.parse(value)) : value;
  }

  static String day(Instant at) {
    return at == null ? "–" : at(at).substring(0, "yyyy-MM-dd".length());
  }

  static String clock(Instant at) {
    return CLOCK.format(at);
  }

  static String time(Long millis) {
    return millis == null ? "–" : time(millis.longValue());
  }

  /** Such as 250 ms, 4.2 s, 12 min 3 s, 2 h 5 min. */
  static String time(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      String text = String.format(Locale.ROOT, "%.1f", Math.min(millis, 59_900) / 1000.0);
      return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " s";
    }
    Duration d = Duration.ofMillis(millis);
    if (d.toHours() == 0) {
      return d.toMinutes()
          + " min"
          + (d.toSecondsPart() == 0 ? "" : " " + d.toSecondsPart() + " s");
    }
    String days = d.toDays() == 0 ? "" : d.toDays() + " d ";
    String hours = d.toHoursPart() == 0 && !days.isEmpty() ? "" : d.toHoursPart() + " h";
    String minutes = d.toMinutesPart() == 0 ? "" : " " + d.toMinutesPart() + " min";
    return (days + hours + minutes).trim();
  }

  static String time(Duration duration) {
    return time(duration.toMillis());
  }
}
