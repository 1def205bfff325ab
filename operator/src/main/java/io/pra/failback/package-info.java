/** The program: reads the environment and the clock, puts the parts together, and runs them. */
package io.pra.failback;
