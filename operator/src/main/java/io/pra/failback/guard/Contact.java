package io.pra.failback.guard;

import io.pra.failback.vsphere.VSphereException;
import java.time.Instant;

/**
 * Whether a vCenter can be believed now.
 *
 * @param synced logged in, and every VM was read since
 * @param problem why not; null while synced, unless new settings were refused and the old session
 *     goes on
 * @param message the problem, for people; empty without one
 * @param last when it last answered; null if it never did
 */
public record Contact(boolean synced, VSphereException.Kind problem, String message, Instant last) {
  static final Contact NEVER = new Contact(false, null, "not connected yet", null);

  Contact lost(VSphereException e) {
    return new Contact(false, e.kind(), e.getMessage(), last);
  }

  /** With a problem that does not end the session; null for none. */
  Contact withProblem(VSphereException e) {
    return new Contact(synced, e == null ? null : e.kind(), e == null ? "" : e.getMessage(), last);
  }

  Contact answered(Instant now) {
    return new Contact(true, problem, message, now);
  }
}
