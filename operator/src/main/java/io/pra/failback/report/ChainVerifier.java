package io.pra.failback.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for a record of a plan that was changed, taken away, put in or put elsewhere. */
public final class ChainVerifier {
  private ChainVerifier() {}

  /**
   * What is left of a stored record once it was read: a few lines, however large it was.
   *
   * @param name of the ConfigMap
   * @param immutable whether the API server refuses to change it
   * @param sha256 of its JSON
   * @param link its place, as it says itself; empty if it cannot be read
   * @param uid of the plan that it is about
   * @param due which record of that plan it is, such as {@code episode-3-rollback-2}
   * @param problem what is wrong with it by itself; empty if nothing is
   */
  public record Stored(
      String name,
      boolean immutable,
      String sha256,
      Optional<Link> link,
      String uid,
      String due,
      String problem) {

    /** Reads a record; {@code plan} is the name of the plan whose chain it is in. */
    public static Stored of(
        String namespace, String plan, String name, boolean immutable, SealedReport report) {
      String sha256 = report.sha256();
      Optional<SealedReport.Content> read = report.content().filter(c -> c.chain() != null);
      if (read.isEmpty()) {
        return new Stored(
            name, immutable, sha256, Optional.empty(), "", "", "it is no record that can be read");
      }
      SealedReport.Content content = read.get();
      Subject subject = content.record().subject();
      return new Stored(
          name,
          immutable,
          sha256,
          Optional.of(content.chain()),
          subject.uid(),
          content.record().id(),
          problem(namespace, plan, name, report, content));
    }

    private static String problem(
        String namespace,
        String plan,
        String name,
        SealedReport report,
        SealedReport.Content content) {
      Subject subject = content.record().subject();
      if (!name.equals(content.name())) {
        return "it was written as " + content.name();
      }
      if (!plan.equals(subject.plan()) || !namespace.equals(subject.namespace())) {
        return "it is about plan %s/%s".formatted(subject.namespace(), subject.plan());
      }
      if (!RecordJson.sha256(report.markdown())
          .equals(content.renderings().get(SealedReport.MARKDOWN))) {
        return SealedReport.MARKDOWN + " is not what was written";
      }
      if (!RecordJson.sha256(report.html()).equals(content.renderings().get(SealedReport.HTML))) {
        return SealedReport.HTML + " is not what was written";
      }
      return "";
    }
  }

  /**
   * What was found.
   *
   * @param head the newest record; empty if there is none
   * @param records how many there are
   * @param problems what is wrong, one sentence each; empty if the chain is whole
   */
  public record Finding(Optional<Head> head, int records, List<String> problems) {
    public boolean isWhole() {
      return problems.isEmpty();
    }
  }

  /** The newest record that is known of. */
  public record Head(String name, int sequence, String sha256) {}

  /**
   * Verifies a chain.
   *
   * @param records all of one plan name, in any order
   * @param anchor the newest record that is known from elsewhere; empty if none is
   */
  public static Finding verify(List<Stored> records, Optional<Head> anchor) {
    List<String> problems = new ArrayList<>();
    Map<Integer, Stored> bySequence = new LinkedHashMap<>();
    List<Stored> ordered =
        records.stream()
            .sorted(
                Comparator.comparing((Stored one) -> one.link().map(Link::sequence).orElse(0))
                    .thenComparing(Stored::name))
            .toList();
    for (Stored one : ordered) {
      if (!one.problem().isEmpty()) {
        problems.add("%s: %s".formatted(one.name(), one.problem()));
      }
      if (!one.immutable()) {
        problems.add("%s: it is not immutable, so it was made anew".formatted(one.name()));
      }
      one.link()
          .ifPresent(
              link -> {
                Stored twin = bySequence.putIfAbsent(link.sequence(), one);
                if (twin != null) {
                  problems.add(
                      "%s and %s are both number %d"
                          .formatted(twin.name(), one.name(), link.sequence()));
                }
              });
    }
    int last = bySequence.keySet().stream().mapToInt(number -> number).max().orElse(0);
    links(bySequence, last, problems);
    anchor.ifPresent(known -> anchored(bySequence, known, problems));
    Stored newest = bySequence.get(last);
    return new Finding(
        newest == null
            ? Optional.empty()
            : Optional.of(new Head(newest.name(), last, newest.sha256())),
        records.size(),
        List.copyOf(problems));
  }

  private static void links(Map<Integer, Stored> bySequence, int last, List<String> problems) {
    for (int number = 1; number <= last; number++) {
      Stored one = bySequence.get(number);
      if (one == null) {
        String name =
            Optional.ofNullable(bySequence.get(number + 1))
                .flatMap(Stored::link)
                .map(Link::previousName)
                .orElse("?");
        problems.add("number %d (%s) is missing".formatted(number, name));
        continue;
      }
      Stored before = bySequence.get(number - 1);
      String previous = one.link().orElseThrow().previous();
      if (number == 1 && !previous.isEmpty()) {
        problems.add("%s: number 1 names a record before it".formatted(one.name()));
      } else if (before != null && !before.sha256().equals(previous)) {
        problems.add(
            "%s is not what it was when %s was written".formatted(before.name(), one.name()));
      }
    }
  }

  private static void anchored(Map<Integer, Stored> bySequence, Head known, List<String> problems) {
    Stored one = bySequence.get(known.sequence());
    if (one == null) {
      problems.add("number %d (%s) is missing".formatted(known.sequence(), known.name()));
    } else if (!one.sha256().equals(known.sha256())) {
      problems.add(
          "%s has SHA-256 %s; %s was written".formatted(one.name(), one.sha256(), known.sha256()));
    }
  }
}
