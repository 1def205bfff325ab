package io.pra.failback.guard;

import io.pra.failback.decision.Preflight;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.Inquiry;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds out at each login, and slowly ever after, whether the operator's account may do what will
 * be asked of it, and how the vCenter's clock stands. It only tells: the guard goes on to try
 * whatever is found.
 */
final class PreflightLoop {
  /** Roles change rarely; a refusal is looked into at once. */
  private static final Duration ALL_IS_WELL = Duration.ofMinutes(10);

  /** Somebody is about to mend it, and waits for the answer. */
  private static final Duration SOMETHING_IS_MISSING = Duration.ofSeconds(10);

  private static final Duration COULD_NOT_ASK = Duration.ofSeconds(30);

  /** What was asked about is gone, and the inventory will say so in a moment. */
  private static final Duration ASKED_TOO_SOON = Duration.ofSeconds(2);

  /** Suspensions that a login has brought about go first. */
  private static final Duration AFTER_LOGIN = Duration.ofMillis(100);

  /** A refused stop is tried again every 10 s: so often at most is this looked into. */
  private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

  /** A burst of news is one question. */
  private static final Duration AFTER_NEWS = Duration.ofMillis(200);

  private static final int LONGEST_PROBLEM = 200;

  private final NextLook next;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Runnable changed;
  private final Map<MoRef, String> refused = new ConcurrentHashMap<>();

  private Supplier<Map<MoRef, Set<String>>> needs = Map::of;
  private VCenter session;

  /** When everything is to be asked again, by the monotonic clock. */
  private long dueAt;

  /** How often in a row; only the thread of the loop counts. */
  private int askedForWhatIsGone;

  private volatile Preflight found = Preflight.NOT_YET;

  PreflightLoop(
      ScheduledExecutorService inquiries, Clock clock, LongSupplier nanos, Runnable changed) {
    this.next = new NextLook(inquiries, nanos, this::look);
    this.clock = clock;
    this.nanos = nanos;
    this.changed = changed;
  }

  /** Another session, and perhaps another account: what was known is asked again. */
  synchronized void connected(VCenter vCenter) {
    session = vCenter;
    if (!found.problem().isEmpty()) {
      found = Preflight.NOT_YET;
    }
    dueAt = nanos.getAsLong();
    soon(AFTER_LOGIN);
  }

  synchronized void disconnected() {
    session = null;
  }

  /** What will be needed may have changed; worked out later, on a thread of this loop. */
  synchronized void need(Supplier<Map<MoRef, Set<String>>> privileges) {
    needs = privileges;
    soon(AFTER_NEWS);
  }

  /** The vCenter did not let the operator stop a held VM. */
  void refused(MoRef vm, String privilege) {
    refused.put(vm, privilege);
    synchronized (this) {
      dueAt = nanos.getAsLong();
      soon(AFTER_REFUSAL);
    }
    changed.run();
  }

  /** It lets the operator stop it now, or there is nothing to stop any more. */
  void allowed(MoRef vm) {
    if (refused.remove(vm) != null) {
      changed.run();
    }
  }

  /**
   * What is known now.
   *
   * @param stopping whether a VM is still to be stopped: of others a refusal is history
   */
  Preflight found(Predicate<MoRef> stopping) {
    Map<MoRef, String> now = new HashMap<>(refused);
    now.keySet().removeIf(stopping.negate());
    return found.withRefused(now);
  }

  private synchronized void soon(Duration delay) {
    if (session != null) {
      next.in(delay);
    }
  }

  private void look() {
    VCenter on;
    Supplier<Map<MoRef, Set<String>>> wanted;
    boolean all;
    synchronized (this) {
      on = session;
      wanted = needs;
      all = nanos.getAsLong() - dueAt >= 0;
    }
    if (on == null || (!all && !found.problem().isEmpty())) {
      return;
    }
    Preflight before = found;
    Duration pause = ALL_IS_WELL;
    try {
      found = all ? anew(on, wanted.get()) : withNews(on.inquiry(), wanted.get(), before);
      askedForWhatIsGone = 0;
      if (!found.missing().isEmpty()) {
        pause = SOMETHING_IS_MISSING;
      }
    } catch (VSphereException | RuntimeException e) {
      all = true;
      if (isGone(e) && ++askedForWhatIsGone <= 3) {
        pause = ASKED_TOO_SOON;
      } else {
        pause = COULD_NOT_ASK;
        found = Preflight.unknown(PlainText.of(String.valueOf(e.getMessage()), LONGEST_PROBLEM));
      }
    }
    again(all, pause);
    if (!found.equals(before)) {
      changed.run();
    }
  }

  private static boolean isGone(Exception e) {
    return e instanceof VSphereException fault && fault.kind() == VSphereException.Kind.NOT_FOUND;
  }

  private synchronized void again(boolean all, Duration pause) {
    long now = nanos.getAsLong();
    long at = now + pause.toNanos();
    if (all || at - dueAt < 0) {
      dueAt = at;
    }
    soon(Duration.ofNanos(Math.max(0, dueAt - now)));
  }

  private Preflight anew(VCenter on, Map<MoRef, Set<String>> wanted) throws VSphereException {
    Preflight empty =
        new Preflight(
            on.about().apiVersion(), clockAhead(on.inquiry()), "", Map.of(), Map.of(), Map.of());
    return withNews(on.inquiry(), wanted, empty);
  }

  /** How far the vCenter is ahead: its answer is as old as half of the way there and back. */
  private Optional<Duration> clockAhead(Inquiry inquiry) {
    Instant asked = clock.instant();
    long began = nanos.getAsLong();
    try {
      Instant theirs = inquiry.currentTime();
      long wayBack = (nanos.getAsLong() - began) / 2;
      return Optional.of(Duration.between(asked.plusNanos(wayBack), theirs));
    } catch (VSphereException e) {
      return Optional.empty();
    }
  }

  /** Asks what is not known yet, and forgets what is not needed any more. */
  private static Preflight withNews(
      Inquiry inquiry, Map<MoRef, Set<String>> wanted, Preflight known) throws VSphereException {
    Map<Set<String>, List<MoRef>> questions = new LinkedHashMap<>();
    Map<MoRef, Set<String>> granted = new HashMap<>();
    Map<MoRef, Set<String>> missing = new HashMap<>();
    wanted.forEach(
        (vm, needed) -> {
          Set<String> open = known.unanswered(vm, needed);
          if (!open.isEmpty()) {
            questions.computeIfAbsent(open, ignored -> new ArrayList<>()).add(vm);
          }
          add(granted, vm, common(known.granted().get(vm), needed));
          add(missing, vm, common(known.missing().get(vm), needed));
        });
    for (Map.Entry<Set<String>, List<MoRef>> question : questions.entrySet()) {
      Map<MoRef, Set<String>> answer =
          inquiry.missingPrivileges(question.getValue(), question.getKey());
      for (MoRef vm : question.getValue()) {
        Set<String> lacking = answer.get(vm);
        if (lacking == null) {
          throw new VSphereException(
              VSphereException.Kind.OTHER_FAULT, "the vCenter did not answer for " + vm);
        }
        Set<String> has = new TreeSet<>(question.getKey());
        has.removeAll(lacking);
        add(granted, vm, has);
        add(missing, vm, lacking);
      }
    }
    return new Preflight(known.apiVersion(), known.clockAhead(), "", granted, missing, Map.of());
  }

  private static Set<String> common(Set<String> known, Set<String> needed) {
    Set<String> common = new TreeSet<>(needed);
    common.retainAll(known == null ? Set.of() : known);
    return common;
  }

  private static void add(Map<MoRef, Set<String>> to, MoRef vm, Set<String> privileges) {
    if (!privileges.isEmpty()) {
      to.computeIfAbsent(vm, ignored -> new TreeSet<>()).addAll(privileges);
    }
  }
}
