package io.pra.failback.status;

import java.util.List;

/**
 * Which episodes rest on a site, and whether somebody tries to delete it meanwhile.
 *
 * @param episodes one entry each, for people: {@code erp (episode-3, Holding)}
 * @param deleting whether the deletion of the SiteState was asked for
 */
public record SiteUse(List<String> episodes, boolean deleting) {
  /** Nobody uses it. */
  public static final SiteUse FREE = new SiteUse(List.of(), false);

  public SiteUse {
    episodes = List.copyOf(episodes);
  }

  public boolean isFree() {
    return episodes.isEmpty();
  }

  public boolean isDeletionBlocked() {
    return deleting && !isFree();
  }

  String reason() {
    return isDeletionBlocked() ? "DeletionBlocked" : isFree() ? "NoEpisode" : "Episode";
  }

  /** What people should know. */
  public String message() {
    String plans = "FailbackPlan " + String.join(", ", episodes);
    if (isDeletionBlocked()) {
      return ("the deletion of this SiteState waits for %s: until then it is guarded as before."
              + " Next: complete the episode, or delete the plan if nothing is to be held any more;"
              + " then the SiteState goes, and can be created again")
          .formatted(plans);
    }
    return isFree() ? "no episode rests on it" : plans;
  }
}
