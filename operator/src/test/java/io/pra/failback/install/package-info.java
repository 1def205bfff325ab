/** What {@code deploy/} installs, at a real API server. */
package io.pra.failback.install;
