/**
 * The faults that the product must survive, by row of the list or by theme, and what produces them.
 * In all of them the referee watches: nothing of a held site runs on, nothing starts without leave.
 */
package io.pra.failback.faults;
