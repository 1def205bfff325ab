package io.pra.failback.checks;

import io.pra.failback.api.SecretKeyRef;
import io.pra.failback.api.SecretRef;

/**
 * One value of a Secret that a probe or an action needs.
 *
 * @param field of the plan that names it, from the kind on, such as {@code
 *     mysql.credentialsSecretRef}
 * @param secret name of the Secret
 * @param key of the value in it
 * @param required false if the Secret may be without that key
 */
record SecretUse(String field, String secret, String key, boolean required) {
  private static final String CA_KEY = "ca.crt";

  static SecretUse of(String field, SecretKeyRef ref) {
    return new SecretUse(field, ref.name(), ref.key(), true);
  }

  static SecretUse of(String field, SecretRef ref, String key) {
    return new SecretUse(field, ref.name(), key, true);
  }

  static SecretUse optional(String field, SecretRef ref, String key) {
    return new SecretUse(field, ref.name(), key, false);
  }

  /** The certificate authorities, in PEM. */
  static SecretUse ca(String field, SecretRef ref) {
    return of(field, ref, CA_KEY);
  }
}
