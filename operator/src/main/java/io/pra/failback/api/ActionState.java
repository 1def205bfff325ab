package io.pra.failback.api;

/** How an action stands. */
public enum ActionState {
  /** Not begun. */
  Pending,
  /** Its intent is recorded; its outcome is not. */
  Running,
  Succeeded,
  /** It was definitely not done. */
  Failed,
  /** Nobody can tell whether it was done: a person must say. */
  Unknown
}
