package io.pra.failback.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** VMs of a site by power state. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VmCounts(int total, int poweredOn, int suspended, int poweredOff, int unknown) {}
