package io.pra.failback.status;

/**
 * What was measured since the last status was written.
 *
 * @param exposureSeconds time that held VMs ran, summed
 * @param longestExposureMillis of one VM
 * @param dualActiveSeconds time that both VMs of any pair ran
 */
public record Meter(double exposureSeconds, long longestExposureMillis, double dualActiveSeconds) {
  public static final Meter ZERO = new Meter(0, 0, 0);
}
