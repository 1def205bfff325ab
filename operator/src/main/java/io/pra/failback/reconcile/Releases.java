package io.pra.failback.reconcile;

import io.pra.failback.api.EpisodeVm;
import io.pra.failback.api.Mode;
import io.pra.failback.api.Side;
import io.pra.failback.api.SiteActivity;
import io.pra.failback.guard.HoldStamp;
import io.pra.failback.guard.ReleaseMark;
import io.pra.failback.guard.Sight;
import io.pra.failback.leader.Leadership;
import io.pra.failback.threads.Daemons;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks VMs that are not held any more, so that a process which has not heard of it does not
 * suspend them. A VM is marked before it is started; one that is let go without being started, as
 * soon as that is so.
 */
final class Releases implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Releases.class);
  private static final int CALLS = 8;
  private static final int PATIENCE_SECONDS = 30;

  private final Leadership leadership;
  private final Map<List<String>, Let> all = new ConcurrentHashMap<>();
  private final ExecutorService calls =
      Executors.newFixedThreadPool(CALLS, Daemons.named("release-mark"));

  Releases(Leadership leadership) {
    this.leadership = leadership;
  }

  /**
   * What one owner has let go of at one site, in one term.
   *
   * @param marks of those that are not held; being written, or written
   */
  private record Let(long term, Map<MoRef, CompletableFuture<Void>> marks, Set<MoRef> held) {
    Let(long term) {
      this(term, new ConcurrentHashMap<>(), ConcurrentHashMap.newKeySet());
    }
  }

  /** After the rules of a plan were published: marks what it does not hold any more. */
  void settle(RuleBook.Entry plan, Site site, Side side) {
    if (plan.status().episode() == null) {
      return;
    }
    Set<String> names =
        plan.status().episode().virtualMachines().stream()
            .map(side == Side.Primary ? EpisodeVm::name : EpisodeVm::recoveryName)
            .collect(Collectors.toSet());
    settle(plan.stamp(), site, true, vm -> names.contains(vm.name()));
  }

  /** The same for what the site itself has frozen. */
  void settle(Site site, long term) {
    boolean frozen = site.spec().activity() == SiteActivity.Suspended;
    settle(new HoldStamp(site.uid(), site.generation(), term), site, frozen, vm -> false);
  }

  private void settle(HoldStamp owner, Site site, boolean mayHold, Predicate<VirtualMachine> its) {
    Sight sight = site.guard().sight();
    if (!sight.contact().synced() || !writes(site, owner)) {
      return;
    }
    Let let = let(owner, site);
    List<MoRef> due = new ArrayList<>();
    for (VirtualMachine vm : sight.virtualMachines()) {
      if (sight.held().contains(vm.ref())) {
        let.marks().remove(vm.ref());
        if (mayHold) {
          let.held().add(vm.ref());
        }
      } else if ((let.held().remove(vm.ref()) || its.test(vm))
          && !let.marks().containsKey(vm.ref())) {
        due.add(vm.ref());
      }
    }
    int share = Math.max(1, (due.size() + CALLS - 1) / CALLS);
    for (int from = 0; from < due.size(); from += share) {
      // What fails is due again at the next look.
      List<CompletableFuture<Void>> unused =
          write(let, site, due.subList(from, Math.min(from + share, due.size())), owner);
    }
  }

  /**
   * Marks a VM that is about to be started; returns when it is marked.
   *
   * @throws VSphereException if it could not be: then it must not be started
   */
  void release(Site site, MoRef vm, HoldStamp owner) throws VSphereException {
    if (!writes(site, owner)) {
      throw new VSphereException(
          VSphereException.Kind.OTHER_FAULT, "another process has become the leader");
    }
    try {
      write(let(owner, site), site, List.of(vm), owner)
          .get(0)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VSphereException why) {
        throw why;
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw new VSphereException(
          VSphereException.Kind.UNREACHABLE,
          "the release mark was not written within " + PATIENCE_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VSphereException(VSphereException.Kind.UNREACHABLE, "interrupted");
    }
  }

  private boolean writes(Site site, HoldStamp owner) {
    return site.spec().mode() != Mode.DryRun && leadership.holds(owner.term());
  }

  private Let let(HoldStamp owner, Site site) {
    return all.compute(
        List.of(owner.owner(), site.uid()),
        (same, let) -> let == null || let.term() != owner.term() ? new Let(owner.term()) : let);
  }

  /** Begins to mark those that nobody marks yet; for each VM, when it is marked. */
  private List<CompletableFuture<Void>> write(
      Let let, Site site, List<MoRef> vms, HoldStamp owner) {
    Map<MoRef, CompletableFuture<Void>> fresh = new LinkedHashMap<>();
    List<CompletableFuture<Void>> marks = new ArrayList<>();
    for (MoRef vm : vms) {
      CompletableFuture<Void> mark = new CompletableFuture<>();
      CompletableFuture<Void> before = let.marks().putIfAbsent(vm, mark);
      if (before == null) {
        fresh.put(vm, mark);
      }
      marks.add(before == null ? mark : before);
    }
    if (!fresh.isEmpty()) {
      try {
        calls.execute(() -> write(fresh, let, site, owner));
      } catch (RejectedExecutionException e) {
        failed(
            fresh,
            let,
            new VSphereException(
                VSphereException.Kind.UNREACHABLE, "the operator is being closed"));
      }
    }
    return marks;
  }

  private void write(
      Map<MoRef, CompletableFuture<Void>> fresh, Let let, Site site, HoldStamp owner) {
    try {
      Map<MoRef, ReleaseMark> read = site.guard().readMarks(fresh.keySet());
      Map<MoRef, ReleaseMark> changed = new LinkedHashMap<>();
      for (MoRef vm : fresh.keySet()) {
        ReleaseMark mark = read.getOrDefault(vm, ReleaseMark.parse(""));
        ReleaseMark more = mark.with(owner.owner(), owner.revision());
        if (!more.equals(mark)) {
          changed.put(vm, more);
        }
      }
      site.guard().mark(changed);
      fresh.values().forEach(done -> done.complete(null));
    } catch (VSphereException e) {
      log.debug("event=ReleaseMarkFailed site={} vms={}", site.key(), fresh.keySet(), e);
      failed(fresh, let, e);
    } catch (RuntimeException e) {
      failed(fresh, let, e);
    }
  }

  private static void failed(Map<MoRef, CompletableFuture<Void>> fresh, Let let, Exception why) {
    fresh.forEach(
        (vm, done) -> {
          let.marks().remove(vm, done);
          done.completeExceptionally(why);
        });
  }

  void forget(String owner) {
    all.keySet().removeIf(key -> key.get(0).equals(owner));
  }

  @Override
  public void close() {
    calls.shutdownNow();
  }
}
