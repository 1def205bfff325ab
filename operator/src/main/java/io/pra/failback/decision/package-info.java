/**
 * What to do next, decided by pure functions: an {@link io.pra.failback.decision.Observation} goes
 * in, a {@link io.pra.failback.decision.Decision} comes out. No I/O, no clock, no logger, no
 * client; the build checks it.
 */
package io.pra.failback.decision;
