package io.pra.failback.decision;

/**
 * Why nothing moves, and the way out.
 *
 * @param reason PascalCase, stable
 * @param message what is wrong
 * @param nextStep what a person can do about it
 */
public record Stall(String reason, String message, String nextStep) {}
