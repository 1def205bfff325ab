package io.pra.failback.api;

/** What a Redis server is in its replication. */
public enum RedisRole {
  /** It takes writes. */
  Master,
  /** It follows a master. */
  Replica
}
