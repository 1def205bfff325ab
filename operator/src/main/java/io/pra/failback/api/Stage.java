package io.pra.failback.api;

/** When an item of the checklist runs. */
public enum Stage {
  BeforeApproval,
  AfterActivation,
  AfterCutover,
  Closing
}
