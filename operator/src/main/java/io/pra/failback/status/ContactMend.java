package io.pra.failback.status;

import io.pra.failback.api.SiteStateSpec;
import io.pra.failback.vsphere.VSphereException;

/** The field of a SiteState that is to be looked at when its vCenter is not what it should be. */
final class ContactMend {
  private ContactMend() {}

  static String of(VSphereException.Kind problem, SiteStateSpec spec) {
    return switch (problem) {
      case INVALID_LOGIN ->
          "correct username and password in Secret %s, which spec.vcenter.credentialsSecretRef names"
              .formatted(spec.vcenter().credentialsSecretRef().name());
      case UNTRUSTED -> "correct spec.vcenter.tls, or spec.vcenter.url if it leads to another host";
      case OTHER_VCENTER ->
          "correct spec.vcenter.url; if the vCenter was replaced, set spec.vcenter.instanceUuid to"
              + " the new one";
      case NOT_FOUND -> "correct spec.virtualMachines.folder";
      case NO_PERMISSION ->
          "give the account of Secret %s the privileges that the README lists"
              .formatted(spec.vcenter().credentialsSecretRef().name());
      case UNREACHABLE ->
          "check spec.vcenter.url, the network and the vCenter; it is tried again all the time";
      case PROTOCOL -> "correct spec.vcenter.url: it must be the /sdk address of a vCenter";
      case NOT_AUTHENTICATED,
          INVALID_POWER_STATE,
          INVALID_STATE,
          TASK_IN_PROGRESS,
          TOOLS_UNAVAILABLE,
          INVALID_COLLECTOR_VERSION,
          OTHER_FAULT ->
          "wait, it is tried again; if it stays, look at the vCenter";
    };
  }
}
