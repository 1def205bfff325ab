package io.pra.failback.vsphere.yavijava;

import com.vmware.vim25.InvalidCollectorVersion;
import com.vmware.vim25.InvalidLogin;
import com.vmware.vim25.InvalidPowerState;
import com.vmware.vim25.InvalidState;
import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.ManagedObjectNotFound;
import com.vmware.vim25.MethodFault;
import com.vmware.vim25.NoPermission;
import com.vmware.vim25.NotAuthenticated;
import com.vmware.vim25.TaskInProgress;
import com.vmware.vim25.ToolsUnavailable;
import io.pra.failback.observability.PlainText;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;

/** vSphere's faults in the port's terms. A fault that has a known ancestor is of its kind. */
final class Faults {
  private Faults() {}

  /**
   * Says what a fault means.
   *
   * @param fault null when the reply had none that could be read
   */
  static VSphereException toException(MethodFault fault, String message) {
    String type =
        fault == null || fault.getDynamicType() == null ? "Fault" : fault.getDynamicType();
    String subject = subjectOf(fault);
    String text = message == null || message.isBlank() ? type : type + ": " + message;
    if (subject != null) {
      text += " (" + subject + ")";
    }
    return new VSphereException(
        kindOf(fault), PlainText.of(text), subject == null ? null : PlainText.of(subject), null);
  }

  /** How a task failed. */
  static VSphereException ofTask(LocalizedMethodFault error) {
    if (error == null) {
      return new VSphereException(
          Kind.OTHER_FAULT, "the task failed, and the vCenter does not say why");
    }
    return toException(error.getFault(), error.getLocalizedMessage());
  }

  private static Kind kindOf(MethodFault fault) {
    if (fault instanceof NotAuthenticated) {
      return Kind.NOT_AUTHENTICATED;
    } else if (fault instanceof NoPermission) {
      return Kind.NO_PERMISSION;
    } else if (fault instanceof InvalidLogin) {
      return Kind.INVALID_LOGIN;
    } else if (fault instanceof InvalidPowerState) {
      return Kind.INVALID_POWER_STATE;
    } else if (fault instanceof InvalidState) {
      return Kind.INVALID_STATE;
    } else if (fault instanceof TaskInProgress) {
      return Kind.TASK_IN_PROGRESS;
    } else if (fault instanceof ManagedObjectNotFound) {
      return Kind.NOT_FOUND;
    } else if (fault instanceof ToolsUnavailable) {
      return Kind.TOOLS_UNAVAILABLE;
    } else if (fault instanceof InvalidCollectorVersion) {
      return Kind.INVALID_COLLECTOR_VERSION;
    }
    return Kind.OTHER_FAULT;
  }

  private static String subjectOf(MethodFault fault) {
    if (fault instanceof NoPermission denied) {
      return denied.getPrivilegeId();
    } else if (fault instanceof InvalidPowerState wrong && wrong.getExistingState() != null) {
      return wrong.getExistingState().name();
    } else if (fault instanceof ManagedObjectNotFound missing && missing.getObj() != null) {
      return missing.getObj().getVal();
    }
    return null;
  }
}
