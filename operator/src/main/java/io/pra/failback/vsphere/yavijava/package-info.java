/**
 * The port to a vCenter on yavijava's typed API and stubs, over a transport of our own: yavijava's
 * shares one TLS context among all vCenters, follows external entities, loses faults and prints
 * passwords (DESIGN section 8). The only package that imports {@code com.vmware}. It logs nothing:
 * what a caller must know is in a value or a {@code VSphereException}.
 */
package io.pra.failback.vsphere.yavijava;
