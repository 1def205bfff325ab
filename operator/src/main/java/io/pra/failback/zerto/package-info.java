/**
 * The port to a Zerto Virtual Manager (ZVM), and its client: what a virtual protection group (VPG)
 * is doing, and the commit that turns its replication round. Facts about the API are the vendor's
 * documentation's; what is unknown is never taken for healthy.
 */
package io.pra.failback.zerto;
