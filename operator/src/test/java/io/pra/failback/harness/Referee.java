package io.pra.failback.harness;

import static java.util.stream.Collectors.joining;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.assertj.core.api.Assertions;

/**
 * Sees every power change of both simulated vCenters, and judges them by what the test has allowed,
 * never by what the operator says. Unless allowed: no primary VM runs for longer than the bound,
 * the operator starts nothing anywhere and stops nothing at the recovery site, and no pair runs at
 * both sites but for the bounded exposures of VMs that others have started.
 */
public final class Referee {
  private static final String PRIMARY = "rbx";

  private final Control control;
  private final Clock clock;
  private final String operator;
  private final long mark;
  private final long markNanos;
  private final List<SimulatedVm> atMark = new ArrayList<>();
  private final TreeMap<Long, EnumSet<Permission>> permissions = new TreeMap<>();
  private final Set<String> ignored = ConcurrentHashMap.newKeySet();
  private Duration bound = Duration.ofSeconds(1);

  /** Begins to watch now, with nothing allowed. */
  Referee(Control control, Clock clock, String operator) {
    this.control = control;
    this.clock = clock;
    this.operator = operator;
    List<PowerChange> before = control.powerChanges(0);
    this.mark = before.isEmpty() ? 0 : before.get(before.size() - 1).seq();
    this.markNanos = now();
    atMark.addAll(control.vms("rbx"));
    atMark.addAll(control.vms("sbg"));
    permissions.put(0L, EnumSet.noneOf(Permission.class));
  }

  /** Looks away from a VM that no plan has to hold. */
  public void ignores(String vm) {
    ignored.add(vm);
  }

  /** How long a held VM may run; 1 s unless said otherwise. */
  public void exposuresUpTo(Duration longest) {
    bound = longest;
  }

  /** Allows something from now on. */
  public synchronized void permit(Permission... allowed) {
    EnumSet<Permission> next = EnumSet.copyOf(permissions.lastEntry().getValue());
    next.addAll(List.of(allowed));
    permissions.put(now(), next);
  }

  /** Allows it no longer. */
  public synchronized void revoke(Permission... allowed) {
    EnumSet<Permission> next = EnumSet.copyOf(permissions.lastEntry().getValue());
    next.removeAll(List.of(allowed));
    permissions.put(now(), next);
  }

  /** Allows nothing but this from now on. */
  public synchronized void permitOnly(Permission... allowed) {
    EnumSet<Permission> next = EnumSet.noneOf(Permission.class);
    next.addAll(List.of(allowed));
    permissions.put(now(), next);
  }

  private long now() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** Every fact since the test began. */
  public List<PowerChange> changes() {
    return control.powerChanges(mark);
  }

  /** VMs that the operator started at a site, in order. */
  public List<String> startedByOperator(SimulatedVCenter site) {
    return byOperator(site).stream().filter(PowerChange::isStart).map(PowerChange::vm).toList();
  }

  /** VMs that the operator stopped at a site, in order. */
  public List<String> stoppedByOperator(SimulatedVCenter site) {
    return byOperator(site).stream().filter(PowerChange::isStop).map(PowerChange::vm).toList();
  }

  /** What the operator did at a site, in order. */
  public List<PowerChange> byOperator(SimulatedVCenter site) {
    return changes().stream()
        .filter(change -> change.site().equals(site.name()) && isOperator(change.user()))
        .toList();
  }

  /** How long each primary VM ran while it was held, for every time that it did. */
  public List<Duration> exposures() {
    List<PowerChange> changes = changes();
    return runs(changes).stream()
        .filter(run -> run.site.equals(PRIMARY))
        .flatMap(run -> unlawful(run, changes).stream())
        .map(Span::length)
        .toList();
  }

  /** The longest time for which some pair ran at both sites without leave. */
  public Duration longestDualRun() {
    List<Run> runs = runs(changes());
    return dualRuns(runs).stream().map(Span::length).max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Fails the test if anything happened that must not. */
  public void verify() {
    List<String> violations = violations();
    if (!violations.isEmpty()) {
      Assertions.fail(
          "the referee saw:%n  %s%n%s"
              .formatted(String.join(System.lineSeparator() + "  ", violations), protocol()));
    }
  }

  /** All that happened, one line each, for people. */
  public String protocol() {
    return changes().stream()
        .map(
            change ->
                "%9.3f s  %s %s -> %s by %s"
                    .formatted(
                        (change.atNanos() - markNanos) / 1e9,
                        change.where(),
                        change.from(),
                        change.to(),
                        change.user()))
        .collect(joining(System.lineSeparator()));
  }

  List<String> violations() {
    List<PowerChange> changes = changes();
    List<Run> runs = runs(changes);
    List<String> violations = new ArrayList<>();
    for (Run run : runs) {
      if (run.site.equals(PRIMARY)) {
        judgePrimary(run, changes, violations);
      } else {
        judgeRecovery(run, violations);
      }
    }
    for (Span dual : dualRuns(runs)) {
      if (dual.length().compareTo(bound) > 0) {
        violations.add("%s ran at both sites for %s".formatted(dual.what, text(dual.length())));
      }
    }
    return violations;
  }

  private void judgePrimary(Run run, List<PowerChange> changes, List<String> violations) {
    if (run.began > markNanos
        && isOperator(run.startedBy)
        && !allowed(run.began, Permission.OPERATOR_STARTS_PRIMARY)) {
      violations.add("the operator started %s without an approval".formatted(run.where()));
    }
    for (Span span : unlawful(run, changes)) {
      if (span.length().compareTo(bound) > 0) {
        violations.add("%s ran for %s while held".formatted(run.where(), text(span.length())));
      }
    }
    boolean hadRight =
        run.ended < Long.MAX_VALUE
            && unlawful(run, changes).stream().noneMatch(span -> span.to == run.ended);
    if (hadRight
        && isOperator(run.stoppedBy)
        && !allowed(run.ended, Permission.OPERATOR_STOPS_PRIMARY)) {
      violations.add("the operator stopped %s, which had a right to run".formatted(run.where()));
    }
  }

  private void judgeRecovery(Run run, List<String> violations) {
    if (run.began > markNanos
        && isOperator(run.startedBy)
        && !allowed(run.began, Permission.OPERATOR_STARTS_RECOVERY)) {
      violations.add("the operator started %s unasked".formatted(run.where()));
    }
    if (run.ended < Long.MAX_VALUE
        && isOperator(run.stoppedBy)
        && !allowed(run.ended, Permission.OPERATOR_STOPS_RECOVERY)) {
      violations.add("the operator stopped %s unasked".formatted(run.where()));
    }
  }

  /** The parts of a primary run in which the VM was held. */
  private List<Span> unlawful(Run run, List<PowerChange> changes) {
    boolean taken =
        isOperator(run.startedBy)
            || changes.stream()
                .anyMatch(
                    change ->
                        change.site().equals(PRIMARY)
                            && change.isStart()
                            && isOperator(change.user())
                            && change.atNanos() < run.began
                            && !allowed(change.atNanos(), Permission.PRIMARY_RUNS)
                            && sameLeave(change.atNanos(), run.began));
    Set<Permission> lawful =
        taken
            ? EnumSet.of(Permission.PRIMARY_RUNS, Permission.OPERATOR_STARTS_PRIMARY)
            : EnumSet.of(Permission.PRIMARY_RUNS);
    return without(lawful, run.where(), Math.max(run.began, markNanos), run.end(now()));
  }

  /** Whether the leave to start the primary stood without a break between two moments. */
  private boolean sameLeave(long from, long to) {
    return without(Set.of(Permission.OPERATOR_STARTS_PRIMARY), "", from, to).isEmpty();
  }

  private List<Span> dualRuns(List<Run> runs) {
    List<Span> dual = new ArrayList<>();
    for (Run primary : runs) {
      for (Run recovery : runs) {
        if (!primary.site.equals(PRIMARY)
            || recovery.site.equals(PRIMARY)
            || !primary.vm.equals(recovery.vm)) {
          continue;
        }
        long from = Math.max(markNanos, Math.max(primary.began, recovery.began));
        long to = Math.min(primary.end(now()), recovery.end(now()));
        if (from < to) {
          dual.addAll(without(Set.of(Permission.BOTH_RUN), primary.vm, from, to));
        }
      }
    }
    return dual;
  }

  private boolean isOperator(String user) {
    return operator.equals(user);
  }

  private synchronized boolean allowed(long at, Permission what) {
    return permissions.floorEntry(at).getValue().contains(what);
  }

  /** The parts of an interval in which none of the permissions stood. */
  private synchronized List<Span> without(
      Collection<Permission> any, String what, long from, long to) {
    List<Span> spans = new ArrayList<>();
    Long open = null;
    TreeMap<Long, EnumSet<Permission>> within = new TreeMap<>();
    within.put(from, permissions.floorEntry(from).getValue());
    within.putAll(permissions.subMap(from, false, to, false));
    for (Map.Entry<Long, EnumSet<Permission>> entry : within.entrySet()) {
      boolean allowed = entry.getValue().stream().anyMatch(any::contains);
      if (allowed && open != null) {
        spans.add(new Span(what, open, entry.getKey()));
        open = null;
      } else if (!allowed && open == null) {
        open = entry.getKey();
      }
    }
    if (open != null && open < to) {
      spans.add(new Span(what, open, to));
    }
    return spans;
  }

  private List<Run> runs(List<PowerChange> changes) {
    Map<String, Run> open = new LinkedHashMap<>();
    List<Run> runs = new ArrayList<>();
    for (SimulatedVm vm : atMark) {
      if (vm.runs()) {
        open.put(vm.site() + vm.moRef(), new Run(vm.site(), vm.name(), markNanos, null));
      }
    }
    for (PowerChange change : changes) {
      String key = change.site() + change.moRef();
      if (change.isStart()) {
        open.put(key, new Run(change.site(), change.vm(), change.atNanos(), change.user()));
      } else {
        Run run = open.remove(key);
        if (run != null) {
          run.ended = change.atNanos();
          run.stoppedBy = change.user();
          runs.add(run);
        }
      }
    }
    runs.addAll(open.values());
    runs.removeIf(run -> ignored.contains(run.vm));
    return runs;
  }

  private static String text(Duration duration) {
    return duration.toMillis() + " ms";
  }

  private static final class Run {
    final String site;
    final String vm;
    final long began;
    final String startedBy;
    long ended = Long.MAX_VALUE;
    String stoppedBy;

    Run(String site, String vm, long began, String startedBy) {
      this.site = site;
      this.vm = vm;
      this.began = began;
      this.startedBy = startedBy;
    }

    long end(long now) {
      return Math.min(ended, now);
    }

    String where() {
      return site + "/" + vm;
    }
  }

  private record Span(String what, long from, long to) {
    Duration length() {
      return Duration.ofNanos(to - from);
    }
  }
}
