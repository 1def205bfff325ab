/** What every client of a server that need not be believed does with its replies. */
package io.pra.failback.http;
