package io.pra.failback.api;

/** What Zerto does with a Move or Failover that nobody commits in time. */
public enum CommitPolicy {
  /** Nobody has said: it counts as a clock that runs. */
  Unknown,
  /** Nothing: it waits for people. */
  None,
  /** It commits by itself. */
  Commit,
  /** It rolls back by itself. */
  Rollback
}
