/**
 * The hot path: what a vCenter reports is compared with the rules in force, and a held VM that runs
 * is suspended. Nothing here waits for Kubernetes, for another VM or for the other site.
 */
package io.pra.failback.guard;
