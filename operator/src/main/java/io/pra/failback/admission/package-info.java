/** The policies by which the API server guards approvals: those shipped, and those it has. */
package io.pra.failback.admission;
