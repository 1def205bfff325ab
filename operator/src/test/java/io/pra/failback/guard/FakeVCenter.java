package io.pra.failback.guard;

import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.Inquiry;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.TaskBell;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VCenterConnector;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A vCenter in memory: machines, sessions, long polls and tasks, and faults on request. */
final class FakeVCenter implements VCenterConnector {
  /** What becomes of one call to stop a VM. */
  enum Reply {
    DONE,
    REFUSED_BUSY,
    REFUSED_POWER_STATE,
    REFUSED_PRIVILEGE,
    UNDONE_UNSEEN,
    TASK_FAILS,
    TASK_NEVER_ENDS
  }

  private final Map<MoRef, MoRef> about = new HashMap<>();
  private final Set<MoRef> starts = new HashSet<>();
  private final Map<MoRef, VirtualMachine> machines = new LinkedHashMap<>();
  private final List<Session> sessions = new ArrayList<>();
  private final Map<MoRef, TaskWatch.EndedTask> ended = new HashMap<>();
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final Map<MoRef, String> marks = new HashMap<>();
  private int markReads;
  private final List<MoRef> suspends = new ArrayList<>();
  private final List<MoRef> powerOffs = new ArrayList<>();
  private final List<Credentials> logins = new ArrayList<>();

  /** What it answers to questions that nothing urgent waits for. */
  final FakeRecords records = new FakeRecords();

  private Reply otherwise = Reply.DONE;
  private String password = "right";
  private int created;
  private int tasks;

  synchronized void mark(MoRef vm, String mark) {
    marks.put(vm, mark);
  }

  synchronized int markReads() {
    return markReads;
  }

  synchronized MoRef create(String name, PowerState state) {
    MoRef ref = new MoRef("VirtualMachine", "vm-" + created++);
    VirtualMachine vm =
        new VirtualMachine(
            ref, name, state, ConnectionState.CONNECTED, "i-" + ref, "b-" + ref, Map.of());
    machines.put(ref, vm);
    sessions.forEach(session -> session.tell(vm));
    return ref;
  }

  synchronized void power(MoRef ref, PowerState state) {
    VirtualMachine vm = machines.get(ref).withReportedPowerState(state);
    machines.put(ref, vm);
    sessions.forEach(session -> session.tell(vm));
  }

  synchronized PowerState powerOf(MoRef ref) {
    return machines.get(ref).reportedPowerState();
  }

  private synchronized Map<MoRef, PowerState> powersOf(Collection<MoRef> refs) {
    return refs.stream()
        .filter(machines::containsKey)
        .distinct()
        .collect(Collectors.toMap(ref -> ref, this::powerOf));
  }

  synchronized void replies(Reply... next) {
    replies.addAll(List.of(next));
  }

  synchronized void repliesAlways(Reply reply) {
    otherwise = reply;
  }

  synchronized void password(String value) {
    password = value;
  }

  synchronized int suspends() {
    return suspends.size();
  }

  synchronized int powerOffs() {
    return powerOffs.size();
  }

  synchronized List<Credentials> logins() {
    return List.copyOf(logins);
  }

  synchronized int openSessions() {
    return sessions.size();
  }

  /** Ends every session, as an administrator or a restart does. */
  synchronized void endSessions() {
    List.copyOf(sessions).forEach(session -> session.fail(fault(Kind.NOT_AUTHENTICATED)));
  }

  /** Only the long polls on power states break. */
  synchronized void breakSiteWatches() {
    sessions.forEach(
        session ->
            session.sites.forEach(watch -> watch.news.add(fault(Kind.INVALID_COLLECTOR_VERSION))));
  }

  static VSphereException fault(Kind kind) {
    return new VSphereException(kind, kind.name());
  }

  @Override
  public synchronized VCenter login(Endpoint endpoint, Credentials credentials)
      throws VSphereException {
    logins.add(credentials);
    if (!credentials.password().equals(password)) {
      throw fault(Kind.INVALID_LOGIN);
    }
    Session session = new Session();
    sessions.add(session);
    return session;
  }

  private synchronized MoRef stop(MoRef vm, List<MoRef> calls, PowerState down)
      throws VSphereException {
    calls.add(vm);
    Reply reply = replies.isEmpty() ? otherwise : replies.poll();
    MoRef task = new MoRef("Task", "task-" + tasks++);
    switch (reply) {
      case REFUSED_BUSY -> throw fault(Kind.TASK_IN_PROGRESS);
      case REFUSED_POWER_STATE -> throw fault(Kind.INVALID_POWER_STATE);
      case REFUSED_PRIVILEGE -> throw fault(Kind.NO_PERMISSION);
      case TASK_FAILS -> ended.put(task, new TaskWatch.EndedTask(task, fault(Kind.OTHER_FAULT)));
      case TASK_NEVER_ENDS -> {
        // Accepted, and never heard of again.
      }
      case UNDONE_UNSEEN -> {
        // Down and up again before any watch could tell; that it was started rings the bell.
        ended.put(task, new TaskWatch.EndedTask(task, null));
        sessions.forEach(session -> session.ring(vm, true));
      }
      case DONE -> {
        power(vm, down);
        ended.put(task, new TaskWatch.EndedTask(task, null));
      }
    }
    return task;
  }

  private static <T> T poll(BlockingQueue<Object> news, Duration maxWait, Class<T> type, T nothing)
      throws VSphereException {
    try {
      Object next = news.poll(maxWait.toMillis(), TimeUnit.MILLISECONDS);
      if (next instanceof VSphereException e) {
        throw e;
      }
      return next == null ? nothing : type.cast(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VSphereException(Kind.UNREACHABLE, "interrupted", e);
    }
  }

  private final class Tasks implements TaskWatch {
    private final Session session;
    private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();

    Tasks(Session session) {
      this.session = session;
    }

    @Override
    public void follow(Collection<MoRef> tasks) throws VSphereException {
      synchronized (FakeVCenter.this) {
        session.check();
        news.add(tasks.stream().filter(ended::containsKey).map(ended::get).toList());
      }
    }

    @Override
    @SuppressWarnings("unchecked")
    public List<TaskWatch.EndedTask> next(Duration maxWait) throws VSphereException {
      return poll(news, maxWait, List.class, List.of());
    }

    @Override
    public void close() {
      news.add(fault(Kind.UNREACHABLE));
    }
  }

  private final class Site implements SiteWatch {
    private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();

    Site() {
      Map<MoRef, PowerState> all = new LinkedHashMap<>();
      machines.keySet().forEach(ref -> all.put(ref, powerOf(ref)));
      news.add(all);
    }

    @Override
    @SuppressWarnings("unchecked")
    public Map<MoRef, PowerState> next(Duration maxWait) throws VSphereException {
      return poll(news, maxWait, Map.class, Map.of());
    }

    @Override
    public void close() {
      news.add(fault(Kind.UNREACHABLE));
    }
  }

  private static final class Cold implements InventoryWatch {
    private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();

    @Override
    public InventoryWatch.Update next(Duration maxWait) throws VSphereException {
      return poll(
          news,
          maxWait,
          InventoryWatch.Update.class,
          new InventoryWatch.Update(List.of(), Set.of()));
    }

    @Override
    public void close() {
      news.add(fault(Kind.UNREACHABLE));
    }
  }

  private final class Bell implements TaskBell {
    private final BlockingQueue<Object> news = new LinkedBlockingQueue<>();

    @Override
    @SuppressWarnings("unchecked")
    public Set<MoRef> next(Duration maxWait) throws VSphereException {
      return poll(news, maxWait, Set.class, Set.of());
    }

    @Override
    public Subjects subjects(Collection<MoRef> tasks) throws VSphereException {
      return new Subjects(
          powersOf(tasks.stream().map(about::get).toList()),
          tasks.stream().filter(starts::contains).map(about::get).collect(Collectors.toSet()),
          false);
    }

    @Override
    public void close() {
      news.add(fault(Kind.UNREACHABLE));
    }
  }

  private final class Session implements VCenter {
    private final List<Site> sites = new ArrayList<>();
    private final List<Bell> bells = new ArrayList<>();
    private final List<Cold> inventories = new ArrayList<>();
    private final List<Tasks> watches = new ArrayList<>();
    private VSphereException failure;

    void tell(VirtualMachine vm) {
      ring(vm.ref(), vm.reportedPowerState() == PowerState.POWERED_ON);
      inventories.forEach(cold -> cold.news.add(new InventoryWatch.Update(List.of(vm), Set.of())));
      sites.forEach(site -> site.news.add(Map.of(vm.ref(), vm.reportedPowerState())));
    }

    void ring(MoRef vm, boolean starts) {
      MoRef task = new MoRef("Task", "power-" + tasks++);
      about.put(task, vm);
      if (starts) {
        FakeVCenter.this.starts.add(task);
      }
      bells.forEach(bell -> bell.news.add(Set.of(task)));
    }

    void fail(VSphereException e) {
      synchronized (FakeVCenter.this) {
        failure = e;
        sessions.remove(this);
        inventories.forEach(cold -> cold.news.add(e));
        watches.forEach(watch -> watch.news.add(e));
        sites.forEach(site -> site.news.add(e));
        bells.forEach(bell -> bell.news.add(e));
      }
    }

    void check() throws VSphereException {
      synchronized (FakeVCenter.this) {
        if (failure != null) {
          throw failure;
        }
      }
    }

    @Override
    public About about() {
      return new About("fake", "8.0", "");
    }

    @Override
    public InventoryWatch watchInventory(InventoryScope scope) throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        Cold cold = new Cold();
        cold.news.add(new InventoryWatch.Update(List.copyOf(machines.values()), Set.of()));
        inventories.add(cold);
        return cold;
      }
    }

    @Override
    public TaskWatch watchTasks() throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        Tasks watch = new Tasks(this);
        watches.add(watch);
        return watch;
      }
    }

    @Override
    public SiteWatch watchSite(InventoryScope scope) throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        Site site = new Site();
        sites.add(site);
        return site;
      }
    }

    @Override
    public TaskBell listenForTasks() throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        Bell bell = new Bell();
        bells.add(bell);
        return bell;
      }
    }

    @Override
    public List<VirtualMachine> read(InventoryScope scope) throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        return List.copyOf(machines.values());
      }
    }

    @Override
    public Map<MoRef, PowerState> readPower(Collection<MoRef> virtualMachines)
        throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        return powersOf(virtualMachines);
      }
    }

    @Override
    public MoRef suspend(MoRef vm) throws VSphereException {
      check();
      return stop(vm, suspends, PowerState.SUSPENDED);
    }

    @Override
    public MoRef powerOff(MoRef vm) throws VSphereException {
      check();
      return stop(vm, powerOffs, PowerState.POWERED_OFF);
    }

    @Override
    public MoRef powerOn(MoRef vm) throws VSphereException {
      check();
      power(vm, PowerState.POWERED_ON);
      return new MoRef("Task", "on");
    }

    @Override
    public Map<MoRef, String> readMarks(Collection<MoRef> vms) throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        markReads++;
        return vms.stream()
            .filter(marks::containsKey)
            .collect(Collectors.toMap(ref -> ref, marks::get));
      }
    }

    @Override
    public void mark(Map<MoRef, String> written) throws VSphereException {
      synchronized (FakeVCenter.this) {
        check();
        marks.putAll(written);
      }
    }

    @Override
    public void shutdownGuest(MoRef vm) {
      power(vm, PowerState.POWERED_OFF);
    }

    @Override
    public Inquiry inquiry() {
      return records;
    }

    @Override
    public void close() {
      fail(fault(Kind.UNREACHABLE));
    }
  }
}
