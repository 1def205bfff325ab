/**
 * What people and monitoring see from outside: metrics, health, Kubernetes Events, and the one
 * function that makes text from outside safe to show. It only tells; it decides nothing, and no
 * failure in it reaches its callers.
 */
package io.pra.failback.observability;
