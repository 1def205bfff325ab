package io.pra.failback.checks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a Redis server says of its replication: the fields of {@code INFO replication}. */
record Replication(Map<String, String> fields) {
  /** One replica of a master. */
  record Follower(String name, boolean online, long offset, long lagSeconds) {}

  static Replication of(RespConnection redis) throws IOException {
    Map<String, String> fields = new HashMap<>();
    redis
        .call("INFO", "replication")
        .lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    if (!fields.containsKey("role")) {
      throw new IOException("it does not tell its role");
    }
    return new Replication(Map.copyOf(fields));
  }

  boolean isMaster() {
    return "master".equals(text("role"));
  }

  /** A replica whose clients cannot write. */
  boolean refusesWrites() {
    return !isMaster() && "1".equals(fields.getOrDefault("slave_read_only", "1"));
  }

  boolean linkIsUp() {
    return "up".equals(text("master_link_status"));
  }

  boolean isLoading() {
    return "1".equals(text("master_sync_in_progress"));
  }

  /** Host and port of the master that a replica follows; empty of a master. */
  String masterOf() {
    return isMaster() ? "" : Failure.peer(text("master_host"), (int) number("master_port"));
  }

  /** Names the data set and its history: a replica in step has that of its master. */
  String id() {
    return text("master_replid");
  }

  /** Seconds since a replica has heard of its master; -1 if the link is down. */
  long silentSeconds() {
    return number("master_last_io_seconds_ago");
  }

  /** How far a replica has come. */
  long replicaOffset() {
    return number("slave_repl_offset");
  }

  /** How far a master has come. */
  long masterOffset() {
    return number("master_repl_offset");
  }

  List<Follower> followers() {
    List<Follower> followers = new ArrayList<>();
    for (int i = 0; fields.containsKey("slave" + i); i++) {
      Map<String, String> of = new HashMap<>();
      for (String pair : fields.get("slave" + i).split(",", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          of.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
      }
      followers.add(
          new Follower(
              of.getOrDefault("ip", "") + ":" + of.getOrDefault("port", ""),
              "online".equals(of.get("state")),
              parsed(of.get("offset")),
              parsed(of.get("lag"))));
    }
    return followers;
  }

  private String text(String field) {
    return fields.getOrDefault(field, "");
  }

  private long number(String field) {
    return parsed(fields.get(field));
  }

  private static long parsed(String number) {
    try {
      return number == null ? -1 : Long.parseLong(number);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
