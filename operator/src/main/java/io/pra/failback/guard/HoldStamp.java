package io.pra.failback.guard;

/**
 * What a hold rests on, so that one that is out of date can be told.
 *
 * @param owner the UID of the object that holds
 * @param revision of its status or spec; grows
 * @param term the term of leadership in which it was read live or written; {@code 0} if it is only
 *     what a cache says
 */
public record HoldStamp(String owner, long revision, long term) {}
