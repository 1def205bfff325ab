package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.AboutInfo;
import com.vmware.vim25.DynamicProperty;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.UserSession;
import com.vmware.vim25.ws.Argument;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.Inquiry;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.TaskBell;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** One session. */
final class YavijavaVCenter implements VCenter {
  private static final Duration LOGOUT_BOUND = Duration.ofSeconds(2);

  private final SoapTransport transport;
  private final Stubs stubs;
  private final ServiceContent content;
  private final Inquiry inquiry;
  private final ReleaseMarks marks;
  private final SpareConnections spares;
  private final AtomicBoolean closed = new AtomicBoolean();

  YavijavaVCenter(
      SoapTransport transport, Stubs stubs, ServiceContent content, UserSession session) {
    this.transport = transport;
    this.stubs = stubs;
    this.content = content;
    this.inquiry = new YavijavaInquiry(stubs, content, session);
    this.marks = new ReleaseMarks(stubs, content);
    this.spares = new SpareConnections(stubs.client());
  }

  @Override
  public About about() {
    AboutInfo about = content.getAbout();
    if (about == null) {
      return new About("", "", "");
    }
    return new About(
        plain(about.getFullName()), plain(about.getApiVersion()), plain(about.getInstanceUuid()));
  }

  @Override
  public InventoryWatch watchInventory(InventoryScope scope) throws VSphereException {
    View view = View.of(stubs, content, scope);
    Collector collector = Collector.create(stubs, content.getPropertyCollector());
    view.query(collector::createFilter);
    return new YavijavaInventoryWatch(collector, view, scope.markers());
  }

  @Override
  public SiteWatch watchSite(InventoryScope scope) throws VSphereException {
    View view = View.of(stubs, content, scope);
    Collector collector = Collector.create(stubs, content.getPropertyCollector());
    collector.createFilter(view.spec(LivePower.CONNECTED_PATHS));
    return new YavijavaSiteWatch(collector, view, spares);
  }

  @Override
  public TaskWatch watchTasks() throws VSphereException {
    Collector collector = Collector.create(stubs, content.getPropertyCollector());
    return new YavijavaTaskWatch(stubs, content.getPropertyCollector(), collector);
  }

  @Override
  public TaskBell listenForTasks() throws VSphereException {
    Collector collector = Collector.create(stubs, content.getPropertyCollector());
    MoRef tasks = Refs.from(content.getTaskManager());
    collector.createFilter(
        Specs.ofObjects(List.of(tasks), YavijavaTaskBell.TYPE, YavijavaTaskBell.PATH));
    return new YavijavaTaskBell(stubs, content.getPropertyCollector(), collector);
  }

  @Override
  public List<VirtualMachine> read(InventoryScope scope) throws VSphereException {
    View view = View.of(stubs, content, scope);
    List<VirtualMachine> found = new ArrayList<>();
    try {
      for (ObjectContent object :
          view.query(spec -> Retrieval.of(stubs, content.getPropertyCollector(), spec))) {
        VmProperties properties = new VmProperties(scope.markers());
        for (DynamicProperty property : Absent.orEmpty(object.getPropSet())) {
          properties.set(property.getName(), property.getVal());
        }
        if (!properties.isTemplate()) {
          found.add(properties.describe(Refs.from(object.getObj())));
        }
      }
    } finally {
      view.destroy();
    }
    return found;
  }

  @Override
  public Map<MoRef, PowerState> readPower(Collection<MoRef> virtualMachines)
      throws VSphereException {
    return LivePower.ofConnected(stubs, content.getPropertyCollector(), virtualMachines);
  }

  @Override
  public MoRef suspend(MoRef virtualMachine) throws VSphereException {
    return task(stubs.call(vim -> vim.suspendVM_Task(Refs.of(virtualMachine))));
  }

  @Override
  public MoRef powerOn(MoRef virtualMachine) throws VSphereException {
    return task(stubs.call(vim -> vim.powerOnVM_Task(Refs.of(virtualMachine), null)));
  }

  @Override
  public MoRef powerOff(MoRef virtualMachine) throws VSphereException {
    return task(stubs.call(vim -> vim.powerOffVM_Task(Refs.of(virtualMachine))));
  }

  @Override
  public Map<MoRef, String> readMarks(Collection<MoRef> virtualMachines) throws VSphereException {
    return marks.read(virtualMachines);
  }

  @Override
  public void mark(Map<MoRef, String> written) throws VSphereException {
    marks.write(written);
  }

  @Override
  public void shutdownGuest(MoRef virtualMachine) throws VSphereException {
    stubs.run(vim -> vim.shutdownGuest(Refs.of(virtualMachine)));
  }

  @Override
  public Inquiry inquiry() {
    return inquiry;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    transport.breakOff();
    try {
      Argument[] self = {
        new Argument("_this", "ManagedObjectReference", content.getSessionManager())
      };
      stubs.client().call("Logout", self, null, LOGOUT_BOUND);
    } catch (VSphereException e) {
      // The session ends by itself when nobody uses it; there is nothing else to do.
      transport.close();
      return;
    }
    transport.close();
  }

  private static String plain(String text) {
    return text == null ? "" : PlainText.of(text);
  }

  private static MoRef task(ManagedObjectReference task) throws VSphereException {
    if (task == null) {
      throw new VSphereException(Kind.PROTOCOL, "the vCenter returned no task");
    }
    return Refs.from(task);
  }
}
