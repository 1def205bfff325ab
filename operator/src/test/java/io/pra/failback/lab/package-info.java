/** The lab of {@code examples/lab}, as tests use it. */
package io.pra.failback.lab;
