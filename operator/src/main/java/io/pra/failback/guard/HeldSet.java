package io.pra.failback.guard;

import io.pra.failback.api.Hold;
import io.pra.failback.decision.Glob;
import io.pra.failback.decision.VmSelection;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VirtualMachine;
import io.pra.failback.vsphere.VmIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules applied to an inventory: which reference is held, and how. Made when either changes, so
 * that the hot path is one look-up.
 *
 * @param orders what is held
 * @param surplus names that a rule matches beyond its limit
 */
record HeldSet(Map<MoRef, Order> orders, List<String> surplus) {
  static final HeldSet EMPTY = new HeldSet(Map.of(), List.of());

  /**
   * Why and how one VM is held.
   *
   * @param owner whose rule it is
   * @param hold what is done to it when it runs
   * @param dryRun say it only
   * @param stamps what the rules that hold it rest on: one that is true suffices
   */
  record Order(String owner, Hold hold, boolean dryRun, Set<HoldStamp> stamps) {
    Order {
      stamps = Set.copyOf(stamps);
    }

    /** Where two rules hold one VM, suspending wins: it loses nothing. */
    Order and(Order other) {
      Order wins = hold == Hold.Suspend ? this : other;
      Set<HoldStamp> both = new HashSet<>(stamps);
      both.addAll(other.stamps);
      return new Order(wins.owner, wins.hold, wins.dryRun, both);
    }
  }

  /** Whether the same VMs are held, for whatever reason. */
  boolean holdsTheSameAs(HeldSet other) {
    return orders.keySet().equals(other.orders.keySet()) && surplus.equals(other.surplus);
  }

  /**
   * What the rules hold.
   *
   * @param before what was held until now: where a limit leaves room for some only, it is these
   *     that stay held, so that a selector that comes to match more does not let go of any
   */
  static HeldSet of(GuardRules rules, Collection<VirtualMachine> inventory, HeldSet before) {
    if (rules.holds().isEmpty()) {
      return EMPTY;
    }
    Map<MoRef, Order> orders = new HashMap<>();
    List<String> surplus = new ArrayList<>();
    for (HoldRule rule : rules.holds()) {
      apply(rule, rules.dryRun(), inventory, before.orders().keySet(), orders, surplus);
    }
    return new HeldSet(Map.copyOf(orders), List.copyOf(surplus));
  }

  private static void apply(
      HoldRule rule,
      boolean dryRun,
      Collection<VirtualMachine> inventory,
      Set<MoRef> before,
      Map<MoRef, Order> orders,
      List<String> surplus) {
    Known known = new Known(rule.known());
    List<VirtualMachine> others = new ArrayList<>();
    for (VirtualMachine vm : inventory) {
      if (rule.exempt().contains(vm.name())) {
        continue;
      }
      if (known.includes(vm)) {
        put(orders, vm, rule, dryRun);
      } else if (VmSelection.selects(rule.selector(), vm)
          && Glob.anyMatches(rule.names(), vm.name())) {
        others.add(vm);
      }
    }
    others.sort(
        Comparator.comparing((VirtualMachine vm) -> !before.contains(vm.ref()))
            .thenComparing(VirtualMachine::name)
            .thenComparing(vm -> vm.ref().value()));
    for (int i = 0; i < others.size(); i++) {
      if (i < rule.limit()) {
        put(orders, others.get(i), rule, dryRun);
      } else {
        surplus.add(others.get(i).name());
      }
    }
  }

  private static void put(
      Map<MoRef, Order> orders, VirtualMachine vm, HoldRule rule, boolean dryRun) {
    Order order = new Order(rule.owner(), rule.hold(), dryRun, Set.of(rule.stamp()));
    orders.merge(vm.ref(), order, Order::and);
  }

  /** Known machines, indexed, so that applying a rule is linear in the inventory. */
  private static final class Known {
    private final Set<String> names = new HashSet<>();
    private final Map<String, VmIdentity> byInstanceUuid = new HashMap<>();

    Known(List<VmIdentity> identities) {
      for (VmIdentity identity : identities) {
        names.add(identity.name());
        if (!identity.instanceUuid().isEmpty()) {
          byInstanceUuid.put(identity.instanceUuid(), identity);
        }
      }
    }

    boolean includes(VirtualMachine vm) {
      return names.contains(vm.name()) || byInstanceUuid.containsKey(vm.instanceUuid());
    }
  }
}
