/** Which of several processes orchestrates. The guards of all of them guard meanwhile. */
package io.pra.failback.leader;
