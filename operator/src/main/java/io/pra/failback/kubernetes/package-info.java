/**
 * The way to the API server: connections that cannot hang for ever, and watches that are noticed
 * when they fall silent.
 */
package io.pra.failback.kubernetes;
