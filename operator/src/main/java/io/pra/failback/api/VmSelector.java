package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;

/**
 * Which VMs are meant; criteria of different kinds are ANDed.
 *
 * @param extraConfig markers that must be set so
 * @param names globs, one of which must match
 * @param folder inventory path of the folder that holds them
 * @param exclude globs, none of which may match
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VmSelector(
    Map<String, String> extraConfig, List<String> names, String folder, List<String> exclude) {
  public VmSelector {
    extraConfig = extraConfig == null ? Map.of() : Map.copyOf(extraConfig);
    names = names == null ? List.of() : List.copyOf(names);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
  }
}
