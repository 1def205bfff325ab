/**
 * What integration tests tell their stories with: actors, two simulated vCenters, the operator, a
 * plan, and a referee who sees what really happened.
 */
package io.pra.failback.harness;
