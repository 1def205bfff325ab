/**
 * What an episode was: one record of it, its renderings, the chain that finds a change, and the
 * runbook for the day on which the operator is away. Pure: nothing here reads or writes anything.
 */
package io.pra.failback.report;
