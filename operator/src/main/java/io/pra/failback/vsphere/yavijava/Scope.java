package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.ServiceContent;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;

/** A container view of the VMs below a folder. */
final class Scope {
  private static final String[] TYPE = {"VirtualMachine"};

  private Scope() {}

  static ManagedObjectReference view(Stubs stubs, ServiceContent content, InventoryScope scope)
      throws VSphereException {
    ManagedObjectReference container = container(stubs, content, scope);
    return stubs.call(
        vim -> vim.createContainerView(content.getViewManager(), container, TYPE, true));
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
      throw new VSphereException(
          Kind.NOT_FOUND, "no folder " + PlainText.of(scope.folder().orElse("")));
    }
    return folder;
  }
}
