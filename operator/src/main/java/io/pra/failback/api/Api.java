package io.pra.failback.api;

/** Names of the API. */
public final class Api {
  public static final String GROUP = "failback.pra.io";
  public static final String VERSION = "v1alpha1";

  private Api() {}
}
