package io.pra.failback.vsphere.yavijava;

import io.pra.failback.vsphere.VSphereException;
import java.rmi.RemoteException;

/** Carries our exception through yavijava's stubs, which let only remote exceptions pass. */
final class CallFailedException extends RemoteException {
  private static final long serialVersionUID = 1L;

  private final VSphereException reason;

  CallFailedException(VSphereException reason) {
    super(reason.getMessage());
    this.reason = reason;
  }

  VSphereException reason() {
    return reason;
  }
}
