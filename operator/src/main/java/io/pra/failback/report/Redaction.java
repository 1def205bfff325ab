package io.pra.failback.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out what may be a secret: by the name of a member, parameter or header, and by the look of
 * a value. Names of Secrets stay: they are where to look, not what is there.
 */
public final class Redaction {
  static final String MASK = "[redacted]";

  private static final String NAMES =
      "pass(wor[dt]|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|private[-_]?key|"
          + "authorization|auth|credentials?|bearer|cookie|session(id)?|signature|sig|jwt|pin|otp";
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(^|.*[^a-z])(%s)s?([^a-z].*|$)|.*(password|passwd|secret|token|apikey|credential|authorization).*"
              .formatted(NAMES));

  /** Where a Secret is, as against what is in it. */
  private static final Pattern REFERENCE = Pattern.compile(".*(ref|refs|keyref|from|name)$");

  private static final Pattern PAIR =
      Pattern.compile(
          "(?i)([A-Za-z0-9_.-]{1,64})(\\s*(?:=|:(?!//))\\s*)(\"[^\"]*\"|'[^']*'|(?:bearer|basic|token)\\s+\\S+|[^\\s&;,?\"'}]+)");
  private static final Pattern LOOKS_SECRET =
      Pattern.compile(
          "(?i:\\b(bearer|basic)\\s+)[A-Za-z0-9+/=._~-]{6,}"
              + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*)?"
              + "|\\b(?=[A-Za-z0-9+/_-]{0,200}[0-9])(?=[A-Za-z0-9+/_-]{0,200}[A-Za-z])[A-Za-z0-9+_]{24,}={0,2}"
              + "|-----BEGIN [A-Z ]+-----[\\s\\S]*");
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+@");

  private Redaction() {}

  /** The canonical JSON of a value, without secrets, of at most {@code longest} chars. */
  public static String of(Object value, int longest) {
    String text = RecordJson.canonical(tree(value));
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  /** A value without secrets, as JSON. */
  static JsonNode tree(Object value) {
    return clean("", RecordJson.tree(value));
  }

  private static JsonNode clean(String name, JsonNode node) {
    if (isSecret(name) && !(node.isObject() && isReference(name)) && !node.isNull()) {
      return JsonNodeFactory.instance.textNode(MASK);
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object
          .properties()
          .forEach(
              field ->
                  copy.set(
                      field.getKey(),
                      isSecretPair(object, field.getKey())
                              || (name.equals("env") && field.getKey().equals("value"))
                          ? JsonNodeFactory.instance.textNode(MASK)
                          : clean(field.getKey(), field.getValue())));
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      // Of a container's variables only the names are shown: who knows what is in them.
      array.forEach(item -> copy.add(clean(name.equals("env") ? name : "", item)));
      return copy;
    }
    return node.isTextual() ? JsonNodeFactory.instance.textNode(text(node.asText())) : node;
  }

  /** As in {name: Authorization, value: ...}: a header, or a variable of a container. */
  private static boolean isSecretPair(ObjectNode object, String field) {
    return field.equals("value") && isSecret(object.path("name").asText(""));
  }

  private static boolean isReference(String name) {
    return REFERENCE.matcher(name.toLowerCase(Locale.ROOT)).matches();
  }

  /** Of {@code apiKey}, {@code X-Api-Key} and {@code API_KEY} alike. */
  private static boolean isSecret(String name) {
    String words = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    return SECRET_NAME.matcher(words).matches();
  }

  /** A text without secrets: JSON by its members, anything else by its pairs and its looks. */
  public static String text(String text) {
    Optional<JsonNode> json =
        text.startsWith("{") || text.startsWith("[")
            ? RecordJson.read(text, JsonNode.class)
            : Optional.empty();
    if (json.isPresent()) {
      return RecordJson.write(clean("", json.get()));
    }
    String plain = USER_INFO.matcher(text).replaceAll(Matcher.quoteReplacement(MASK + "@"));
    plain =
        PAIR.matcher(plain)
            .replaceAll(
                pair ->
                    Matcher.quoteReplacement(
                        isSecret(pair.group(1))
                            ? pair.group(1) + pair.group(2) + MASK
                            : pair.group()));
    return LOOKS_SECRET.matcher(plain).replaceAll(Matcher.quoteReplacement(MASK));
  }
}
