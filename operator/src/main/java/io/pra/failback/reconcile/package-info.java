/**
 * Where the product meets Kubernetes: observe, decide, execute, report. The reconcilers tell that
 * story and leave each part to a class of its own; nothing here decides.
 */
package io.pra.failback.reconcile;
