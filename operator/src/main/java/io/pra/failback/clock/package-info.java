/** The time that decisions go by: it runs evenly, whatever is done to the clock on the wall. */
package io.pra.failback.clock;
