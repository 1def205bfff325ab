package io.pra.failback.api;

/** One of the two sites of a plan. */
public enum Side {
  Primary,
  Recovery;

  public Side other() {
    return this == Primary ? Recovery : Primary;
  }
}
