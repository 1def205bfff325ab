/**
 * The faults that the product must survive, one class a row of the list, and what produces them. In
 * all of them the referee watches: nothing of a held site runs on, nothing starts without leave.
 */
package io.pra.failback.faults;
