package io.pra.failback.zerto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a ZVM sends. Sources disagree about the casing of names, so it does not matter here;
 * what is of another type than expected is as if it were not there.
 */
final class ZvmJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern OLD_DATE = Pattern.compile("/Date\\((-?\\d{1,15})([+-]\\d{4})?\\)/");

  private ZvmJson() {}

  static JsonNode read(byte[] body, String peer) throws ZertoException {
    try {
      JsonNode read = JSON.readTree(body);
      return read == null ? MissingNode.getInstance() : read;
    } catch (JsonProcessingException e) {
      throw new ZertoException(
          ZertoException.Kind.PROTOCOL, peer + ": the answer is no JSON that can be read");
    } catch (IOException e) {
      throw new IllegalStateException("bytes can be read", e);
    }
  }

  /** The member of that name, whatever its casing. */
  static JsonNode member(JsonNode object, String name) {
    for (Map.Entry<String, JsonNode> one : object.properties()) {
      if (one.getKey().equalsIgnoreCase(name)) {
        return one.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  static Optional<String> text(JsonNode object, String name) {
    JsonNode value = member(object, name);
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  static Optional<Integer> integer(JsonNode object, String name) {
    JsonNode value = member(object, name);
    return value.isIntegralNumber() && value.canConvertToInt()
        ? Optional.of(value.intValue())
        : Optional.empty();
  }

  /** A time with its zone; without one nobody knows when it was. */
  static Optional<Instant> time(JsonNode value) {
    if (!value.isTextual()) {
      return Optional.empty();
    }
    Matcher old = OLD_DATE.matcher(value.textValue());
    if (old.matches()) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(old.group(1))));
    }
    try {
      return Optional.of(OffsetDateTime.parse(value.textValue()).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
