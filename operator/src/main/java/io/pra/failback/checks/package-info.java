/**
 * Runs the checks and actions of a plan against the world: one class per kind. It reports what was
 * seen and never decides what follows from it; people's sign-offs are decided in {@code decision}.
 */
package io.pra.failback.checks;
