/**
 * What is written to the status: pure functions from a decision, and the status before, to the
 * status after. It is rebuilt whole each time; only transition times and what is latched survive.
 */
package io.pra.failback.status;
