package io.pra.failback.api;

/** How it is known what is at stake. */
public enum DataAtStakeSource {
  /** The actual RPO of VPGs that replicate from the recovery site. */
  Replication,
  /** The latest checkpoint of VPGs that wait for a commit. */
  Checkpoint,
  /** Nothing is known of replication: since the primary was first held. */
  Held
}
