package io.pra.failback.decision;

import io.pra.failback.api.Episode;
import io.pra.failback.api.Request;
import io.pra.failback.api.SignOff;

/**
 * What a sign-off must name to count. What was signed before a way back is about an attempt that
 * was undone: from then on, what comes after the approval is signed for the request of the attempt
 * under way.
 */
final class SignOffs {
  private SignOffs() {}

  /** The name that people are told to write; empty while there is none. */
  static String wanted(Episode episode, Request request, boolean afterApproval) {
    if (!afterApproval || episode.rollbacks() == 0) {
      return episode.id();
    }
    return request == null ? "" : request.id();
  }

  static boolean counts(SignOff signOff, Episode episode, Request request, boolean afterApproval) {
    boolean names = signOff.request().equals(wanted(episode, request, afterApproval));
    boolean namesRequest =
        afterApproval && request != null && signOff.request().equals(request.id());
    return names || namesRequest;
  }

  /** Why it does not count. */
  static String refusal(SignOff signOff, Episode episode, Request request, boolean afterApproval) {
    String wanted = wanted(episode, request, afterApproval);
    return wanted.equals(episode.id())
        ? "%s's sign-off is for %s, not %s".formatted(signOff.by(), signOff.request(), wanted)
        : "%s's sign-off is for %s, and %s was rolled back since: it must be for %s"
            .formatted(
                signOff.by(),
                signOff.request(),
                episode.id(),
                wanted.isEmpty() ? "the request that will be approved" : "request " + wanted);
  }
}
