package io.pra.failback.api;

/** What a VPG should be doing. */
public enum VpgExpected {
  /** Replicating, within its promises. */
  MeetingSLA,
  /** Waiting for people to commit a Move or a Failover. */
  BeforeCommit
}
