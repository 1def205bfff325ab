/** The plan's flows, told from end to end against the real API server and both simulators. */
package io.pra.failback.story;
