package io.pra.failback.decision;

/**
 * A VM that another plan claims too.
 *
 * @param plan the other plan, {@code namespace/name}
 * @param site the SiteState by which this plan knows the VM
 * @param vm its name
 * @param opposed whether it is a primary VM of one plan and a recovery VM of the other, so that
 *     what one lets run the other would hold
 */
public record Rival(String plan, String site, String vm, boolean opposed) {}
