package io.pra.failback.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an expression asks for. Enough of the language for the rules and the dashboard; whether it
 * is well formed, promtool says.
 */
record PromQl(List<Selector> selectors, Set<String> groupings) {
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|[A-Za-z_:$][\\w:]*|\\d[\\w.]*|=~|!~|!=|==|\\S");
  private static final Set<String> LISTS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

  /**
   * Series that are asked for.
   *
   * @param equals labels that must have exactly this value
   * @param labels all labels that are matched
   */
  record Selector(String metric, Map<String, String> equals, Set<String> labels) {}

  static PromQl of(String expression) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(expression);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    List<Selector> selectors = new ArrayList<>();
    Set<String> groupings = new TreeSet<>();
    for (int at = 0; at < tokens.size(); at++) {
      String token = tokens.get(at);
      String next = at + 1 < tokens.size() ? tokens.get(at + 1) : "";
      if (LISTS.contains(token)) {
        int end =
            next.equals("(") ? at + 1 + tokens.subList(at + 1, tokens.size()).indexOf(")") : at;
        tokens.subList(at + 1, end + 1).stream().filter(PromQl::isName).forEach(groupings::add);
        at = end;
      } else if (token.equals("[")) {
        at += tokens.subList(at, tokens.size()).indexOf("]");
      } else if (isName(token)
          && !next.equals("(")
          && !LISTS.contains(next)
          && !OPERATORS.contains(token)) {
        int end =
            next.equals("{") ? at + 1 + tokens.subList(at + 1, tokens.size()).indexOf("}") : at;
        selectors.add(selector(token, tokens.subList(at + 1, end + 1)));
        at = end;
      }
    }
    return new PromQl(selectors, groupings);
  }

  private static Selector selector(String metric, List<String> matchers) {
    Map<String, String> equals = new TreeMap<>();
    Set<String> labels = new TreeSet<>();
    for (int at = 1; at + 2 < matchers.size(); at += 4) {
      labels.add(matchers.get(at));
      if (matchers.get(at + 1).equals("=")) {
        equals.put(matchers.get(at), matchers.get(at + 2).replace("\"", ""));
      }
    }
    return new Selector(metric, equals, labels);
  }

  private static boolean isName(String token) {
    return token.matches("[A-Za-z_:][\\w:]*");
  }
}
