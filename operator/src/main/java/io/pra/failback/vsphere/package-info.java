/**
 * The port to a vCenter: everything the product may ask of vSphere, and nothing else. It has no way
 * to delete, unregister or reconfigure a VM. {@code vsphere.yavijava} implements it; no other
 * package knows how a vCenter is spoken to.
 */
package io.pra.failback.vsphere;
