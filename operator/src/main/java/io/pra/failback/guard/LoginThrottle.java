package io.pra.failback.guard;

import io.pra.failback.vsphere.Credentials;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps wrong passwords from locking an account, however many SiteStates use it: after a refusal
 * the same credentials wait, longer each time, and other new ones for the same account are few.
 * vCenter's own policy locks after five failures within three minutes. An account is a user at an
 * address: whether two addresses lead to one vCenter is not known before a login. Credentials that
 * were accepted last never wait.
 */
public final class LoginThrottle {
  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofMinutes(40);

  /** Two replicas that are refused as often are one below five. */
  private static final int REFUSALS = 2;

  private static final Duration WINDOW = Duration.ofMinutes(3);

  /** A login that has no answer after this time keeps no other one waiting any more. */
  private static final Duration TURN = Duration.ofSeconds(2);

  private static final Duration SOON = Duration.ofMillis(50);
  private static final int REMEMBERED = 16;

  /**
   * Whether a login may be tried.
   *
   * @param pause how long to wait before asking again; zero: now, and its end is to be told
   * @param refused whether it waits for a refusal to grow old, and not only for another login
   */
  record Leave(Duration pause, boolean refused) {
    static final Leave NOW = new Leave(Duration.ZERO, false);

    boolean isGiven() {
      return pause.isZero();
    }
  }

  private record Account(URI vCenter, String user) {}

  private record Refusal(long at, Duration pause) {}

  /** What is known of an account. */
  private static final class History {
    final Map<Credentials, Refusal> refusals = new LinkedHashMap<>();
    final Deque<Long> recent = new ArrayDeque<>();
    Credentials accepted;
    boolean isBeingTried;
    long triedSince;
  }

  private final LongSupplier nanos;
  private final Map<Account, History> accounts = new HashMap<>();

  /** Knows no account yet. */
  public LoginThrottle(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Asks for leave to log in. New credentials of one account are tried one at a time. */
  synchronized Leave begin(Connection with) {
    History account = of(with);
    if (with.credentials().equals(account.accepted)) {
      return Leave.NOW;
    }
    long now = nanos.getAsLong();
    Refusal last = account.refusals.get(with.credentials());
    if (last != null && isWithin(last.pause(), last.at(), now)) {
      return new Leave(last.pause().minusNanos(now - last.at()), true);
    }
    account.recent.removeIf(at -> !isWithin(WINDOW, at, now));
    if (account.recent.size() >= REFUSALS) {
      return new Leave(WINDOW.minusNanos(now - account.recent.getFirst()), true);
    }
    if (account.isBeingTried && isWithin(TURN, account.triedSince, now)) {
      return new Leave(SOON, false);
    }
    account.isBeingTried = true;
    account.triedSince = now;
    return Leave.NOW;
  }

  synchronized void refused(Connection with) {
    History account = of(with);
    Credentials credentials = with.credentials();
    if (credentials.equals(account.accepted)) {
      account.accepted = null;
    }
    long now = nanos.getAsLong();
    Refusal before = account.refusals.remove(credentials);
    Duration pause = before == null ? FIRST : before.pause().multipliedBy(2);
    account.refusals.put(
        credentials, new Refusal(now, pause.compareTo(LONGEST) > 0 ? LONGEST : pause));
    if (account.refusals.size() > REMEMBERED) {
      account.refusals.remove(account.refusals.keySet().iterator().next());
    }
    account.recent.add(now);
    account.isBeingTried = false;
  }

  synchronized void accepted(Connection with) {
    History account = of(with);
    account.accepted = with.credentials();
    account.refusals.remove(with.credentials());
    account.isBeingTried = false;
  }

  /** It failed, and nothing was said of the credentials. */
  synchronized void undecided(Connection with) {
    of(with).isBeingTried = false;
  }

  private History of(Connection with) {
    // vCenter takes no account of case in a user's name.
    String user = with.credentials().username().toLowerCase(Locale.ROOT);
    return accounts.computeIfAbsent(
        new Account(with.endpoint().url(), user), ignored -> new History());
  }

  private static boolean isWithin(Duration time, long since, long now) {
    return now - since < time.toNanos();
  }
}
