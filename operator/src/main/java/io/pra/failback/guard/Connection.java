package io.pra.failback.guard;

import io.pra.failback.vsphere.Credentials;
import io.pra.failback.vsphere.Endpoint;
import io.pra.failback.vsphere.InventoryScope;

/**
 * How a site's vCenter is reached, as whom, and what of it is observed.
 *
 * @param vCenter the instance UUID that it must have; empty for any
 */
public record Connection(
    Endpoint endpoint, Credentials credentials, InventoryScope scope, String vCenter) {

  /** To whatever vCenter answers there. */
  public Connection(Endpoint endpoint, Credentials credentials, InventoryScope scope) {
    this(endpoint, credentials, scope, "");
  }
}
