package io.pra.failback.guard;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is written on a VM before it is released: by whom, and as of which revision. A process that
 * goes by an older one, because it was frozen or cut off, reads it before it would suspend the VM,
 * and stands back.
 *
 * @param releases the revision of each owner
 */
public record ReleaseMark(Map<String, Long> releases) {
  /** A custom attribute takes 255 characters. */
  private static final int MOST_OWNERS = 4;

  private static final Pattern ENTRY = Pattern.compile("([0-9A-Za-z-]{1,40}):(\\d{1,18})");

  public ReleaseMark {
    releases = Map.copyOf(releases);
  }

  /** Reads a mark; what is not one of ours says nothing. */
  public static ReleaseMark parse(String text) {
    Map<String, Long> releases = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(text == null ? "" : text);
    while (entry.find()) {
      releases.merge(entry.group(1), Long.valueOf(entry.group(2)), Math::max);
    }
    return new ReleaseMark(releases);
  }

  /** The same with one more release. Of too many owners those released longest ago go. */
  public ReleaseMark with(String owner, long revision) {
    Map<String, Long> more = new LinkedHashMap<>(releases);
    more.merge(owner, revision, Math::max);
    while (more.size() > MOST_OWNERS) {
      more.remove(
          more.keySet().stream()
              .filter(other -> !other.equals(owner))
              .min(String::compareTo)
              .get());
    }
    return new ReleaseMark(more);
  }

  /** Whether the VM was released after this hold began. */
  public boolean releases(HoldStamp hold) {
    return releases.getOrDefault(hold.owner(), 0L) > hold.revision();
  }

  @Override
  public String toString() {
    return releases.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + ":" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
