package io.pra.failback.guard;

import io.pra.failback.threads.Daemons;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VCenterConnector;
import io.pra.failback.vsphere.VSphereException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Keeps one session with a vCenter: logs in, has it served until it fails, and logs in again. New
 * settings are tried beside a session that works and replace it only once they work too: a mistyped
 * password must not blind the guard.
 */
final class SessionLoop implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LAST_PAUSE = Duration.ofSeconds(5);

  /** Serves a session until it fails; returns normally when it was asked to stop. */
  interface Server {
    void serve(VCenter vCenter, Connection with) throws VSphereException;
  }

  private final String site;
  private final VCenterConnector connector;
  private final LoginThrottle throttle;
  private final VCenterPin pin = new VCenterPin();
  private final LongSupplier nanos;
  private final Server server;
  private final Consumer<VSphereException> lost;
  private final Consumer<VSphereException> refused;
  private final Thread thread;
  private final Thread suitor;

  private Connection wanted;
  private Connection serving;
  private VCenter current;
  private VCenter next;
  private Connection toldOfNew;
  private VSphereException failure;
  private boolean closed;

  SessionLoop(
      String site,
      VCenterConnector connector,
      LoginThrottle throttle,
      LongSupplier nanos,
      Server server,
      Consumer<VSphereException> lost,
      Consumer<VSphereException> refused) {
    this.site = site;
    this.connector = connector;
    this.throttle = throttle;
    this.nanos = nanos;
    this.server = server;
    this.lost = lost;
    this.refused = refused;
    this.thread = Daemons.named("guard-" + site).newThread(this::run);
    this.suitor = Daemons.named("guard-settings-" + site).newThread(this::tryNewSettings);
    thread.start();
    suitor.start();
  }

  String site() {
    return site;
  }

  /** Which vCenter it must be, or has been. */
  VCenterPin pin() {
    return pin;
  }

  void connect(Connection connection) {
    boolean putBack;
    synchronized (this) {
      if (connection.equals(wanted)) {
        return;
      }
      wanted = connection;
      toldOfNew = null;
      putBack = connection.equals(serving);
      notifyAll();
    }
    if (putBack) {
      // Back to what is being served: there is nothing to try, and nothing wrong any more.
      refused.accept(null);
    }
  }

  /**
   * False once the session that is being served has failed, is to be replaced, or the loop is
   * closed.
   */
  synchronized boolean isServing() {
    return !closed && failure == null && next == null;
  }

  /** A part of the server has failed: the whole session is given up. */
  void fail(VSphereException e) {
    VCenter broken;
    synchronized (this) {
      if (failure == null) {
        failure = e;
      }
      broken = current;
    }
    if (broken != null) {
      broken.close();
    }
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    Connection toldRefused = null;
    while (true) {
      try {
        Connection with = awaitSettings();
        if (with == null) {
          return;
        }
        LoginThrottle.Leave leave = leaveFor(with);
        if (!leave.isGiven()) {
          if (leave.refused() && !with.equals(toldRefused)) {
            toldRefused = with;
            lost.accept(refusedBefore(with));
          }
          pause(min(leave.pause(), LAST_PAUSE), with);
          continue;
        }
        long began = nanos.getAsLong();
        VSphereException ended = session(with);
        boolean lasted = nanos.getAsLong() - began > Duration.ofSeconds(5).toNanos();
        if (ended == null) {
          pause = FIRST_PAUSE;
          continue;
        }
        toldRefused = isRefusal(ended) ? with : null;
        lost.accept(ended);
        pause = lasted ? FIRST_PAUSE : min(pause.multipliedBy(2), LAST_PAUSE);
        pause(pause, with);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** One session from login to end; the failure that ended it, or null if it was replaced. */
  private VSphereException session(Connection with) {
    VCenter session;
    synchronized (this) {
      session = next;
      next = null;
      failure = null;
    }
    try {
      if (session == null) {
        session = login(with);
      }
      synchronized (this) {
        current = session;
        serving = with;
        notifyAll();
      }
      server.serve(session, with);
      synchronized (this) {
        return failure;
      }
    } catch (VSphereException e) {
      synchronized (this) {
        return next != null ? null : failure != null ? failure : e;
      }
    } finally {
      synchronized (this) {
        current = null;
        serving = null;
      }
      if (session != null) {
        session.close();
      }
    }
  }

  private VCenter login(Connection with) throws VSphereException {
    try {
      VCenter session = connector.login(with.endpoint(), with.credentials());
      throttle.accepted(with);
      pin.admit(session, with);
      return session;
    } catch (VSphereException e) {
      if (isRefusal(e)) {
        throttle.refused(with);
      } else {
        throttle.undecided(with);
      }
      throw e;
    }
  }

  private static boolean isRefusal(VSphereException e) {
    return e.kind() == VSphereException.Kind.INVALID_LOGIN;
  }

  /** Another SiteState has tried it, or the account was refused too often to be tried now. */
  private static VSphereException refusedBefore(Connection with) {
    return new VSphereException(
        VSphereException.Kind.INVALID_LOGIN,
        "user %s was refused there before, and waits so that the account is not locked"
            .formatted(with.credentials().username()));
  }

  /** Waits until there are settings; null when closed. */
  private synchronized Connection awaitSettings() throws InterruptedException {
    while (!closed && wanted == null) {
      wait();
    }
    return closed ? null : wanted;
  }

  /** A session that is there already needs no leave. */
  private LoginThrottle.Leave leaveFor(Connection with) {
    synchronized (this) {
      if (next != null) {
        return LoginThrottle.Leave.NOW;
      }
    }
    return throttle.begin(with);
  }

  /** Waits, but not for settings that are no longer wanted. */
  private synchronized void pause(Duration pause, Connection before) throws InterruptedException {
    long until = nanos.getAsLong() + pause.toNanos();
    long left = pause.toMillis();
    while (!closed && left > 0 && wanted.equals(before)) {
      wait(left);
      left = (until - nanos.getAsLong()) / 1_000_000;
    }
  }

  private void tryNewSettings() {
    Duration pause = FIRST_PAUSE;
    Connection candidate = null;
    while (true) {
      try {
        candidate = awaitNewSettings();
        if (candidate == null) {
          return;
        }
        LoginThrottle.Leave leave = throttle.begin(candidate);
        if (!leave.isGiven()) {
          if (leave.refused() && !isTold(candidate)) {
            told(candidate);
            refused.accept(refusedBefore(candidate));
          }
          pause(min(leave.pause(), LAST_PAUSE), candidate);
          continue;
        }
        VCenter session = login(candidate);
        refused.accept(null);
        replaceBy(session, candidate);
        pause = FIRST_PAUSE;
      } catch (VSphereException e) {
        if (isRefusal(e)) {
          told(candidate);
        }
        refused.accept(e);
        if (isServingWhatIsWanted()) {
          // They were put back while this try was under way, and nothing is wrong any more.
          refused.accept(null);
        }
        pause = min(pause.multipliedBy(2), LAST_PAUSE);
        try {
          pause(pause, candidate);
        } catch (InterruptedException interrupted) {
          return;
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized boolean isServingWhatIsWanted() {
    return wanted.equals(serving);
  }

  /** Whether it was told already that these new settings are refused. */
  private synchronized boolean isTold(Connection candidate) {
    return candidate.equals(toldOfNew);
  }

  private synchronized void told(Connection candidate) {
    toldOfNew = candidate;
  }

  /** Settings that differ from those of a session that works; null when closed. */
  private synchronized Connection awaitNewSettings() throws InterruptedException {
    while (!closed) {
      if (serving != null && next == null && !wanted.equals(serving)) {
        return wanted;
      }
      wait();
    }
    return null;
  }

  private void replaceBy(VCenter session, Connection candidate) {
    VCenter old;
    synchronized (this) {
      if (closed || serving == null || !candidate.equals(wanted)) {
        old = session;
      } else {
        next = session;
        old = current;
      }
    }
    if (old != null) {
      old.close();
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public void close() {
    VCenter session;
    synchronized (this) {
      closed = true;
      session = current;
      notifyAll();
    }
    if (session != null) {
      session.close();
    }
    thread.interrupt();
    suitor.interrupt();
  }
}
