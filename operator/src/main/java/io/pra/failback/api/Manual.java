package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A person signs it off.
 *
 * @param instructions what to look at or to do before signing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manual(String instructions) {
  public Manual {
    instructions = instructions == null ? "" : instructions;
  }
}
