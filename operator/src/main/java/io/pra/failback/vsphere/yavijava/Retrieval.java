package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.MissingProperty;
import com.vmware.vim25.NotAuthenticated;
import com.vmware.vim25.ObjectContent;
import com.vmware.vim25.PropertyFilterSpec;
import com.vmware.vim25.RetrieveOptions;
import com.vmware.vim25.RetrieveResult;
import io.pra.failback.vsphere.VSphereException;
import java.util.ArrayList;
import java.util.List;

/** A live read of properties, over as many pages as it takes. */
final class Retrieval {
  private static final int PAGE = 200;

  private Retrieval() {}

  static List<ObjectContent> of(
      Stubs stubs, ManagedObjectReference collector, PropertyFilterSpec spec)
      throws VSphereException {
    RetrieveOptions options = new RetrieveOptions();
    options.setMaxObjects(PAGE);
    PropertyFilterSpec[] specs = {spec};
    List<ObjectContent> all = new ArrayList<>();
    RetrieveResult page = stubs.call(vim -> vim.retrievePropertiesEx(collector, specs, options));
    while (page != null) {
      for (ObjectContent object : Absent.orEmpty(page.getObjects())) {
        refuseUnauthenticated(object);
        all.add(object);
      }
      String token = page.getToken();
      if (token == null || token.isEmpty()) {
        break;
      }
      page = stubs.call(vim -> vim.continueRetrievePropertiesEx(collector, token));
    }
    return all;
  }

  /** Without a session some servers answer with every property missing, which is no answer. */
  private static void refuseUnauthenticated(ObjectContent object) throws VSphereException {
    for (MissingProperty missing : Absent.orEmpty(object.getMissingSet())) {
      if (missing.getFault() != null && missing.getFault().getFault() instanceof NotAuthenticated) {
        throw Faults.toException(
            missing.getFault().getFault(), missing.getFault().getLocalizedMessage());
      }
    }
  }
}
