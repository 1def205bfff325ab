package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.EntityPrivilege;
import com.vmware.vim25.Event;
import com.vmware.vim25.EventFilterSpec;
import com.vmware.vim25.EventFilterSpecByEntity;
import com.vmware.vim25.EventFilterSpecByTime;
import com.vmware.vim25.EventFilterSpecRecursionOption;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.PrivilegeAvailability;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.UserSession;
import com.vmware.vim25.VmPoweredOffEvent;
import com.vmware.vim25.VmSuspendedEvent;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.Compute;
import io.pra.failback.vsphere.GuestTools;
import io.pra.failback.vsphere.Inquiry;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerEvent;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Comparator;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The questions of one session. */
final class YavijavaInquiry implements Inquiry {
  private static final int VMS_A_CALL = 200;
  private static final int LONGEST_NAME = 100;

  /** Who has started a VM by whatever means: by hand, by a cluster, after a host has failed. */
  private static final String[] POWER_EVENTS = {
    "VmStartingEvent",
    "VmPoweredOnEvent",
    "DrsVmPoweredOnEvent",
    "VmResumingEvent",
    "VmRestartedOnAlternateHostEvent",
    "VmSuspendedEvent",
    "VmPoweredOffEvent"
  };

  private final Stubs stubs;
  private final ServiceContent content;
  private final String sessionKey;
  private final String user;

  YavijavaInquiry(Stubs stubs, ServiceContent content, UserSession session) {
    this.stubs = stubs;
    this.content = content;
    this.sessionKey = session == null ? null : session.getKey();
    this.user = session == null ? "" : plain(session.getUserName());
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public Instant currentTime() throws VSphereException {
    Calendar time = stubs.call(vim -> vim.currentTime(Refs.SERVICE_INSTANCE));
    if (time == null) {
      throw new VSphereException(Kind.PROTOCOL, "the vCenter did not say what time it has");
    }
    return time.toInstant();
  }

  @Override
  public Map<MoRef, Set<String>> missingPrivileges(
      Collection<MoRef> virtualMachines, Set<String> privileges) throws VSphereException {
    ManagedObjectReference manager = content.getAuthorizationManager();
    if (manager == null || sessionKey == null) {
      throw new VSphereException(Kind.OTHER_FAULT, "the vCenter does not answer for privileges");
    }
    List<MoRef> refs = List.copyOf(virtualMachines);
    String[] ids = privileges.toArray(String[]::new);
    Map<MoRef, Set<String>> missing = new LinkedHashMap<>();
    for (int from = 0; from < refs.size(); from += VMS_A_CALL) {
      ManagedObjectReference[] page =
          refs.subList(from, Math.min(from + VMS_A_CALL, refs.size())).stream()
              .map(Refs::of)
              .toArray(ManagedObjectReference[]::new);
      EntityPrivilege[] answers =
          stubs.call(vim -> vim.hasPrivilegeOnEntities(manager, page, sessionKey, ids));
      for (EntityPrivilege answer : Absent.orEmpty(answers)) {
        missing.put(Refs.from(answer.getEntity()), denied(answer));
      }
    }
    return missing;
  }

  private static Set<String> denied(EntityPrivilege answer) {
    Set<String> denied = new LinkedHashSet<>();
    for (PrivilegeAvailability privilege : Absent.orEmpty(answer.getPrivAvailability())) {
      if (!privilege.isIsGranted()) {
        denied.add(plain(privilege.getPrivId()));
      }
    }
    return denied;
  }

  @Override
  public List<PowerEvent> powerEvents(Instant since, Optional<MoRef> of) throws VSphereException {
    EventFilterSpec filter = filter(since, of);
    Event[] events = stubs.call(vim -> vim.queryEvents(content.getEventManager(), filter));
    List<PowerEvent> found = new ArrayList<>();
    for (Event event : Absent.orEmpty(events)) {
      if (event.getVm() != null
          && event.getVm().getVm() != null
          && event.getCreatedTime() != null) {
        found.add(
            new PowerEvent(
                event.getKey(),
                event.getCreatedTime().toInstant(),
                Refs.from(event.getVm().getVm()),
                plain(event.getVm().getName()),
                kind(event),
                plain(event.getUserName())));
      }
    }
    found.sort(Comparator.comparingInt(PowerEvent::key));
    return found;
  }

  @Override
  public Compute compute(Collection<MoRef> virtualMachines) throws VSphereException {
    return virtualMachines.isEmpty()
        ? Compute.NOTHING
        : ComputeReading.of(
            Retrieval.of(
                stubs, content.getPropertyCollector(), ComputeReading.spec(virtualMachines)));
  }

  @Override
  public Map<MoRef, GuestTools> guestTools(Collection<MoRef> virtualMachines)
      throws VSphereException {
    return virtualMachines.isEmpty()
        ? Map.of()
        : GuestReading.of(
            Retrieval.of(
                stubs, content.getPropertyCollector(), GuestReading.spec(virtualMachines)));
  }

  private static EventFilterSpec filter(Instant since, Optional<MoRef> of) {
    EventFilterSpecByTime time = new EventFilterSpecByTime();
    time.setBeginTime(GregorianCalendar.from(since.atZone(ZoneOffset.UTC)));
    EventFilterSpec filter = new PowerEventFilterSpec();
    filter.setTime(time);
    filter.setDisableFullMessage(true);
    filter.setEventTypeId(POWER_EVENTS);
    if (of.isPresent()) {
      EventFilterSpecByEntity entity = new EventFilterSpecByEntity();
      entity.setEntity(Refs.of(of.get()));
      entity.setRecursion(EventFilterSpecRecursionOption.self);
      filter.setEntity(entity);
    }
    return filter;
  }

  private static PowerEvent.Kind kind(Event event) {
    return event instanceof VmSuspendedEvent
        ? PowerEvent.Kind.SUSPENDED
        : event instanceof VmPoweredOffEvent
            ? PowerEvent.Kind.POWERED_OFF
            : PowerEvent.Kind.STARTED;
  }

  private static String plain(String text) {
    return text == null ? "" : PlainText.of(text, LONGEST_NAME);
  }

  /** With the one element that yavijava does not know; without it a few events are answered. */
  public static final class PowerEventFilterSpec extends EventFilterSpec {
    private static final long serialVersionUID = 1L;

    /** How many events at most, the newest; since API 6.5. The name is the element's. */
    public Integer maxCount = 1000;
  }
}
