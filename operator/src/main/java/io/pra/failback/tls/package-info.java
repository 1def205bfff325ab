/** Who is believed at the other end of a TLS connection, whatever is spoken over it. */
package io.pra.failback.tls;
