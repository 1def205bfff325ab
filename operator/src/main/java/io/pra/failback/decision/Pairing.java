package io.pra.failback.decision;

import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.FailbackPlanSpec;
import io.pra.failback.api.Wave;
import io.pra.failback.vsphere.VirtualMachine;
import io.pra.failback.vsphere.VmIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which VMs a plan is about, and who is whose twin. */
public final class Pairing {
  private static final String NAME = "{name}";

  private Pairing() {}

  public static String recoveryTwinOf(FailbackPlanSpec spec, String primaryName) {
    return spec.pairing().recoveryNameTemplate().replace(NAME, primaryName);
  }

  /** The primary VM whose twin has this name; empty if the template cannot yield it. */
  public static Optional<String> primaryTwinOf(FailbackPlanSpec spec, String recoveryName) {
    String template = spec.pairing().recoveryNameTemplate();
    int at = template.indexOf(NAME);
    String before = template.substring(0, Math.max(at, 0));
    String after = at < 0 ? "" : template.substring(at + NAME.length());
    boolean fits =
        at >= 0
            && recoveryName.length() > before.length() + after.length()
            && recoveryName.startsWith(before)
            && recoveryName.endsWith(after);
    return fits
        ? Optional.of(
            recoveryName.substring(before.length(), recoveryName.length() - after.length()))
        : Optional.empty();
  }

  public static List<String> wavesOf(FailbackPlanSpec spec, String primaryName) {
    return spec.waves().stream()
        .filter(wave -> Glob.anyMatches(wave.virtualMachines(), primaryName))
        .map(Wave::name)
        .toList();
  }

  /**
   * The pairs of a plan, by name: primary VMs that match a wave, the twins of recovery VMs that
   * would, and what the episode already knows, whether it exists now or not.
   *
   * @param settled whether these are the known VMs alone, with the twins they were approved with
   */
  public static List<Pair> pairs(
      FailbackPlanSpec spec,
      SiteView primary,
      SiteView recovery,
      Collection<EpisodeVm> known,
      boolean settled) {
    Set<String> names = new TreeSet<>();
    known.forEach(vm -> names.add(vm.name()));
    if (!settled) {
      primary.selected().forEach(vm -> addIfCovered(spec, vm.name(), names));
      recovery
          .selected()
          .forEach(
              vm ->
                  primaryTwinOf(spec, vm.name())
                      .ifPresent(name -> addIfCovered(spec, name, names)));
    }

    Index primaries = new Index(primary.selected(), primary.virtualMachines());
    Index recoveries = new Index(recovery.selected(), recovery.virtualMachines());
    Map<String, EpisodeVm> knownByName = new HashMap<>();
    known.forEach(vm -> knownByName.put(vm.name(), vm));
    List<Pair> pairs = new ArrayList<>();
    for (String name : names) {
      EpisodeVm before = knownByName.get(name);
      String twin = settled ? before.recoveryName() : recoveryTwinOf(spec, name);
      pairs.add(
          new Pair(
              name,
              twin,
              wavesOf(spec, name),
              before == null ? primaries.selectedNamed(name) : primaries.whoIs(before),
              before == null ? recoveries.selectedNamed(twin) : recoveries.named(twin),
              primary.readable(),
              recovery.readable()));
    }
    return List.copyOf(pairs);
  }

  private static void addIfCovered(FailbackPlanSpec spec, String name, Set<String> names) {
    if (!wavesOf(spec, name).isEmpty()) {
      names.add(name);
    }
  }

  /** VMs by name and by UUID, so that pairing is linear in the size of the inventory. */
  private static final class Index {
    private final Map<String, List<VirtualMachine>> selectedByName = new HashMap<>();
    private final Map<String, List<VirtualMachine>> byName = new HashMap<>();
    private final Map<String, List<VirtualMachine>> byInstanceUuid = new HashMap<>();

    Index(Collection<VirtualMachine> selected, Collection<VirtualMachine> all) {
      selected.forEach(vm -> add(selectedByName, vm.name(), vm));
      all.forEach(vm -> add(byName, vm.name(), vm));
      all.forEach(vm -> add(byInstanceUuid, vm.instanceUuid(), vm));
    }

    private static void add(
        Map<String, List<VirtualMachine>> index, String key, VirtualMachine vm) {
      if (!key.isEmpty()) {
        index.computeIfAbsent(key, ignored -> new ArrayList<>(1)).add(vm);
      }
    }

    /**
     * VMs of that name, and any other VM with the instance UUID of one of them: a copy that makes
     * it ambiguous.
     */
    List<VirtualMachine> selectedNamed(String name) {
      return withCopies(selectedByName.getOrDefault(name, List.of()));
    }

    /** VMs of that name whether or not they carry the markers, for Zerto may lose them. */
    List<VirtualMachine> named(String name) {
      return withCopies(byName.getOrDefault(name, List.of()));
    }

    /**
     * A known VM: by name whether or not it carries the markers, for Zerto may lose them; and by
     * instance UUID.
     */
    List<VirtualMachine> whoIs(EpisodeVm known) {
      Map<Object, VirtualMachine> found = new LinkedHashMap<>();
      byName.getOrDefault(known.name(), List.of()).forEach(vm -> found.put(vm.ref(), vm));
      VmIdentity identity = new VmIdentity(known.name(), known.instanceUuid(), known.biosUuid());
      byInstanceUuid.getOrDefault(known.instanceUuid(), List.of()).stream()
          .filter(vm -> vm.identity().isSameMachineAs(identity))
          .forEach(vm -> found.put(vm.ref(), vm));
      return withCopies(List.copyOf(found.values()));
    }

    private List<VirtualMachine> withCopies(List<VirtualMachine> named) {
      Set<Object> refs = new HashSet<>();
      List<VirtualMachine> all = new ArrayList<>();
      for (VirtualMachine vm : named) {
        if (refs.add(vm.ref())) {
          all.add(vm);
        }
        for (VirtualMachine copy : byInstanceUuid.getOrDefault(vm.instanceUuid(), List.of())) {
          if (refs.add(copy.ref())) {
            all.add(copy);
          }
        }
      }
      return List.copyOf(all);
    }
  }
}
