package io.pra.failback.report;

import io.pra.failback.api.CheckState;
import io.pra.failback.api.Overlap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A figure that the decision record asks for.
 *
 * @param name what is measured
 * @param measured the value
 * @param promised what the plan promises; a dash where it promises nothing
 * @param verdict whether the promise was kept
 */
record KeyFigure(String name, String measured, String promised, Verdict verdict) {

  /** Whether a promise was kept. */
  enum Verdict {
    KEPT("kept"),
    MISSED("missed"),
    OPEN("");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  static List<KeyFigure> of(EpisodeRecord record) {
    Standing s = record.standing();
    Subject subject = record.subject();
    List<KeyFigure> all = new ArrayList<>();
    all.add(
        atMost(
            "RTO, from the first hold to the end of the cutover",
            s.rtoMillis(),
            subject.rtoSeconds()));
    all.add(
        new KeyFigure(
            "RTO without the wait for people",
            Words.time(s.rtoWithoutWaitMillis()),
            "–",
            Verdict.OPEN));
    boolean forbidden = subject.overlap() == Overlap.Forbidden;
    long overlap = forbidden ? 0 : subject.overlapMaxSeconds();
    all.add(atMost("Both VMs of a pair ran", s.dualActiveMillis(), overlap));
    all.add(atMost("The primary was held", s.holdMillis(), subject.maxHoldSeconds()));
    all.add(
        new KeyFigure(
            "Held VMs ran, summed over all", Words.time(s.exposureMillis()), "–", Verdict.OPEN));
    all.add(
        atMost(
            "The longest of them",
            s.longestExposureMillis(),
            WentWrong.EXPOSURE_BOUND.toSeconds()));
    all.add(rpo(record));
    s.dataAtStake()
        .forEach(
            fact ->
                all.add(
                    new KeyFigure(
                        "Data at stake: " + Words.spelled(fact.name()),
                        Words.measured(fact.name(), fact.value()),
                        "–",
                        Verdict.OPEN)));
    if (s.capacity() != null) {
      all.add(new KeyFigure("Capacity of the primary", s.capacity(), "Sufficient", Verdict.OPEN));
    }
    all.add(checklist(record));
    Double up = Availability.of(record).percent();
    if (up != null) {
      all.add(
          new KeyFigure(
              "VM pairs with a VM running, over the time",
              String.format(Locale.ROOT, "%.2f %%", up),
              "–",
              Verdict.OPEN));
    }
    return all;
  }

  private static KeyFigure rpo(EpisodeRecord record) {
    Long promised = record.subject().rpoSeconds();
    return new KeyFigure(
        "RPO",
        record.standing().dataAtStake().isEmpty() ? "not measured" : "see data at stake",
        promised == null ? "–" : "at most " + Words.time(promised * 1000),
        Verdict.OPEN);
  }

  private static KeyFigure checklist(EpisodeRecord record) {
    List<Procedure.Check> all = record.procedure().checklist();
    long passed = all.stream().filter(check -> check.state() == CheckState.Passed).count();
    boolean over = record.standing().outcome() == Outcome.Completed;
    Verdict verdict = !over ? Verdict.OPEN : passed == all.size() ? Verdict.KEPT : Verdict.MISSED;
    return new KeyFigure(
        "Checklist passed", "%d of %d".formatted(passed, all.size()), "all", verdict);
  }

  private static KeyFigure atMost(String name, Long millis, long seconds) {
    Verdict verdict =
        millis == null ? Verdict.OPEN : millis <= seconds * 1000 ? Verdict.KEPT : Verdict.MISSED;
    return new KeyFigure(
        name,
        Words.time(millis),
        seconds == 0 ? "never" : "at most " + Words.time(seconds * 1000),
        verdict);
  }
}
