package io.pra.failback.vsphere;

/**
 * Opens sessions. One connector serves any number of vCenters; they share no trust and no
 * connection.
 */
public interface VCenterConnector {
  /** Logs in once. Never retries: a wrong password must not be tried twice by accident. */
  VCenter login(Endpoint endpoint, Credentials credentials) throws VSphereException;
}
