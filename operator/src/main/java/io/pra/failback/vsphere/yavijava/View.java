package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.ws.Argument;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;

/** A container view of the VMs of a scope, kept up to date by the vCenter until it is destroyed. */
final class View {
  private static final String[] TYPE = {"VirtualMachine"};

  private final Stubs stubs;
  private final InventoryScope scope;
  private final ManagedObjectReference ref;

  private View(Stubs stubs, InventoryScope scope, ManagedObjectReference ref) {
    this.stubs = stubs;
    this.scope = scope;
    this.ref = ref;
  }

  static View of(Stubs stubs, ServiceContent content, InventoryScope scope)
      throws VSphereException {
    ManagedObjectReference container = container(stubs, content, scope);
    return new View(
        stubs,
        scope,
        stubs.call(
            vim -> vim.createContainerView(content.getViewManager(), container, TYPE, true)));
  }

  /** Asks for the properties of a VM; for the whole {@code extraConfig} if keys are refused. */
  <T> T query(Query<T> query) throws VSphereException {
    try {
      return query.with(Specs.ofView(ref, VmProperties.paths(scope.markers())));
    } catch (VSphereException e) {
      if (e.kind() != Kind.OTHER_FAULT) {
        throw e;
      }
      return query.with(Specs.ofView(ref, VmProperties.pathsWithWholeExtraConfig()));
    }
  }

  /** These properties of every VM. */
  PropertyFilterSpec spec(String... paths) {
    return Specs.ofView(ref, paths);
  }

  /** Does not wait for the answer. */
  void destroy() {
    Argument[] self = {new Argument("_this", "ManagedObjectReference", ref)};
    var unused = stubs.client().start("DestroyView", self, stubs.client().readTimeout());
  }

  private static ManagedObjectReference container(
      Stubs stubs, ServiceContent content, InventoryScope scope) throws VSphereException {
    // vSphere's paths begin with a datacenter's name, people's with a slash.
    String path = scope.folder().orElse("").replaceAll("^/+|/+$", "");
    if (path.isEmpty()) {
      return content.getRootFolder();
    }
    ManagedObjectReference folder =
        stubs.call(vim -> vim.findByInventoryPath(content.getSearchIndex(), path));
    if (folder == null) {
      throw new VSphereException(Kind.NOT_FOUND, "no folder " + PlainText.of("/" + path));
    }
    return folder;
  }

  /** What to do with a specification. */
  interface Query<T> {
    T with(PropertyFilterSpec spec) throws VSphereException;
  }
}
