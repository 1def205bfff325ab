package io.pra.failback.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What an operator exports: by name the labels of each of its series. */
record Scrape(Map<String, List<Map<String, String>>> series) {
  /** Prometheus adds them to every series that it scrapes. */
  private static final Set<String> OF_THE_TARGET = Set.of("job", "instance", "pod");

  private static final Pattern LINE =
      Pattern.compile("^([A-Za-z_:][\\w:]*)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  static Scrape of(String text) {
    Map<String, List<Map<String, String>>> series = new TreeMap<>();
    for (MatchResult line : LINE.matcher(text).results().toList()) {
      Map<String, String> labels = new TreeMap<>();
      if (line.group(2) != null) {
        LABEL.matcher(line.group(2)).results().forEach(l -> labels.put(l.group(1), l.group(2)));
      }
      series.computeIfAbsent(line.group(1), name -> new ArrayList<>()).add(labels);
    }
    return new Scrape(series);
  }

  /** What an expression asks for, and there is not. */
  List<String> lacks(String expression) {
    PromQl asked = PromQl.of(expression);
    List<String> lacking = new ArrayList<>();
    Set<String> known = new TreeSet<>(OF_THE_TARGET);
    for (PromQl.Selector selector : asked.selectors()) {
      List<Map<String, String>> found = series.getOrDefault(selector.metric(), List.of());
      Set<String> labels = new TreeSet<>(OF_THE_TARGET);
      found.forEach(one -> labels.addAll(one.keySet()));
      known.addAll(labels);
      if (found.isEmpty()) {
        lacking.add("no metric " + selector.metric());
      } else if (!labels.containsAll(selector.labels())) {
        lacking.add("%s has no label of %s".formatted(selector.metric(), selector.labels()));
      } else if (found.stream()
          .noneMatch(one -> one.entrySet().containsAll(selector.equals().entrySet()))) {
        lacking.add("%s has no series %s".formatted(selector.metric(), selector.equals()));
      }
    }
    asked.groupings().stream()
        .filter(label -> !known.contains(label) && !expression.contains("\"" + label + "\""))
        .forEach(label -> lacking.add("no label " + label + " in " + expression));
    return lacking;
  }
}
