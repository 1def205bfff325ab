package io.pra.failback.report;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The place of a record in the chain of its plan.
 *
 * @param sequence 1 for the first record of a plan of that name
 * @param previous SHA-256 of the canonical JSON of the record before; empty for the first
 * @param previousName its name; empty for the first
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Link(int sequence, String previous, String previousName) {
  public static final Link FIRST = new Link(1, "", "");

  public Link {
    previous = previous == null ? "" : previous;
    previousName = previousName == null ? "" : previousName;
  }
}
