package io.pra.failback.harness;

/** The operator, as a test starts and stops it. */
public interface OperatorUnderTest {
  /** Starts it, watching one namespace; when it returns, it watches. */
  void start(String namespace);

  /** Ends it in an orderly way; nothing if it does not run. */
  void stop();

  /** Ends it without warning, as far as that is possible; nothing if it does not run. */
  void kill();

  /** What it serves at a path such as /metrics, whatever the HTTP status. */
  String get(String path);
}
