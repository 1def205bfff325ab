package io.pra.failback.harness;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** A VM as its simulator holds it at this moment. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SimulatedVm(
    String site,
    String name,
    String moRef,
    String folder,
    String instanceUuid,
    String biosUuid,
    String powerState,
    String connectionState) {

  public boolean runs() {
    return powerState.equals("poweredOn");
  }
}
