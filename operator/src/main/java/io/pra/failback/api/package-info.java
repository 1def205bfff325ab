/**
 * The custom resources, as immutable records: what people write, and what the operator answers.
 * Absent values take their defaults here, so that no other package meets a null setting. The CRDs
 * in {@code crds/} are generated from this package.
 */
package io.pra.failback.api;
