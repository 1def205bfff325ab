package io.pra.failback.harness;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A fact about a VM, recorded by the simulator inside the very call that made it true.
 *
 * @param seq orders the facts of both sites
 * @param atNanos wall-clock time, since 1970
 * @param kind created, changed or removed
 * @param site rbx or sbg
 * @param vm its name
 * @param moRef its reference, which Zerto changes
 * @param from power state before, as vSphere spells it; empty for a creation
 * @param to power state after; empty for a removal
 * @param user whose session did it; null if nobody's
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PowerChange(
    long seq,
    long atNanos,
    String kind,
    String site,
    String vm,
    String moRef,
    String from,
    String to,
    String user) {

  boolean isStart() {
    return to.equals("poweredOn");
  }

  boolean isStop() {
    return from.equals("poweredOn") && !to.equals("poweredOn");
  }

  /** How people name the VM: {@code rbx/mysql-01}. */
  public String where() {
    return site + "/" + vm;
  }
}
