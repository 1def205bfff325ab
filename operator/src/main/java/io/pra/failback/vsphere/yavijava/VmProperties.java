package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ArrayOfOptionValue;
import com.vmware.vim25.OptionValue;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What has been heard of one VM so far: changes come property by property, records go out whole.
 */
final class VmProperties {
  private static final String EXTRA_CONFIG = "config.extraConfig";
  private static final Pattern EXTRA_CONFIG_KEY =
      Pattern.compile("config\\.extraConfig\\[\"(.*)\"\\](\\.value)?");
  private static final List<String> LEAVES =
      List.of(
          "name",
          PowerStates.PATH,
          PowerStates.CONNECTION_PATH,
          "config.uuid",
          "config.instanceUuid",
          "config.template");

  private final Set<String> wantedMarkers;
  private final Map<String, String> markers = new HashMap<>();
  private String name = "";
  private PowerState power = PowerState.UNKNOWN;
  private ConnectionState connection = ConnectionState.NOT_CONNECTED;
  private String biosUuid = "";
  private String instanceUuid = "";
  private boolean template;

  VmProperties(Set<String> wantedMarkers) {
    this.wantedMarkers = wantedMarkers;
  }

  /** The leaf properties to ask for, each marker by its key. */
  static String[] paths(Set<String> markers) {
    List<String> paths = new ArrayList<>(LEAVES);
    if (markers.stream().anyMatch(key -> key.contains("\"") || key.contains("]"))) {
      paths.add(EXTRA_CONFIG); // such a key cannot be written into a path
    } else {
      markers.forEach(key -> paths.add(EXTRA_CONFIG + "[\"" + key + "\"]"));
    }
    return paths.toArray(String[]::new);
  }

  /** The same, for a server that does not take keys in paths. */
  static String[] pathsWithWholeExtraConfig() {
    List<String> paths = new ArrayList<>(LEAVES);
    paths.add(EXTRA_CONFIG);
    return paths.toArray(String[]::new);
  }

  /**
   * Takes note of one property.
   *
   * @param value null if the property is unset, was removed or cannot be read
   */
  void set(String path, Object value) {
    if (path == null) {
      return;
    }
    switch (path) {
      case "name" -> name = text(value);
      case PowerStates.PATH -> power = PowerStates.power(value);
      case PowerStates.CONNECTION_PATH -> connection = PowerStates.connection(value);
      case "config.uuid" -> biosUuid = text(value);
      case "config.instanceUuid" -> instanceUuid = text(value);
      case "config.template" -> template = Boolean.TRUE.equals(value);
      case EXTRA_CONFIG -> setAllMarkers(value);
      default -> setMarker(path, value);
    }
  }

  boolean isTemplate() {
    return template;
  }

  VirtualMachine describe(MoRef ref) {
    return new VirtualMachine(ref, name, power, connection, instanceUuid, biosUuid, markers);
  }

  private void setAllMarkers(Object value) {
    markers.clear();
    if (value instanceof ArrayOfOptionValue all) {
      for (OptionValue option : Absent.orEmpty(all.getOptionValue())) {
        setMarkerTo(option.getKey(), option.getValue());
      }
    }
  }

  /** The value of a key comes as the whole option or as its value alone. */
  private void setMarker(String path, Object value) {
    Matcher key = EXTRA_CONFIG_KEY.matcher(path);
    if (key.matches()) {
      setMarkerTo(key.group(1), value instanceof OptionValue option ? option.getValue() : value);
    }
  }

  private void setMarkerTo(String key, Object value) {
    if (!wantedMarkers.contains(key)) {
      return;
    }
    if (value == null) {
      markers.remove(key);
    } else {
      markers.put(key, value.toString());
    }
  }

  private static String text(Object value) {
    return value == null ? "" : value.toString();
  }
}
