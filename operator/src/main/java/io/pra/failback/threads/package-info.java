/** Threads that keep no process alive. */
package io.pra.failback.threads;
