package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Which VMs are meant; criteria of different kinds are ANDed. */
@JsonIgnoreProperties(ignoreUnknown = true)
@ValidationRule(
    value =
        "(has(self.extraConfig) && self.extraConfig.size() > 0) || (has(self.names) && self.names.size() > 0) || has(self.folder)",
    message =
        "virtualMachines must have at least one of extraConfig, names and folder: an empty selector would be every VM of the vCenter")
@ValidationRule(
    value =
        "!has(self.names) || self.names.all(glob, glob.matches(r'^[^\\x00-\\x1f\\x7f/\\\\\\[\\]{}]+$'))",
    message =
        "names must be VM names or globs of * and ?; control characters and / \\ [ ] { } cannot be in one",
    fieldPath = ".names")
@ValidationRule(
    value =
        "!has(self.exclude) || self.exclude.all(glob, glob.matches(r'^[^\\x00-\\x1f\\x7f/\\\\\\[\\]{}]+$'))",
    message =
        "exclude must be VM names or globs of * and ?; control characters and / \\ [ ] { } cannot be in one",
    fieldPath = ".exclude")
@ValidationRule(
    value =
        "!has(self.folder) || (self.folder.startsWith('/') && self.folder != '/' && !self.folder.endsWith('/'))",
    message =
        "folder must be an inventory path that starts with / and does not end in one, such as /RBX/vm/production",
    fieldPath = ".folder")
public record VmSelector(
    @JsonPropertyDescription(
            "Advanced settings (config.extraConfig) that a VM must have, key and value; all of them.")
        @Size(max = 16)
        Map<String, @Size(max = 1024) String> extraConfig,
    @JsonPropertyDescription(
            "Globs over VM names, one of which must match; * stands for any text, ? for one character.")
        @Size(max = 100)
        List<@Size(max = 80) String> names,
    @JsonPropertyDescription(
            "Inventory path of the folder that holds the VMs, at any depth, as in /RBX/vm/production.")
        @Size(min = 1, max = 1024)
        String folder,
    @JsonPropertyDescription(
            "Globs over VM names, none of which may match; beats the other criteria.")
        @Size(max = 100)
        List<@Size(max = 80) String> exclude) {
  public VmSelector {
    extraConfig = extraConfig == null ? Map.of() : Map.copyOf(extraConfig);
    names = names == null ? List.of() : List.copyOf(names);
    exclude = exclude == null ? List.of() : List.copyOf(exclude);
  }
}
