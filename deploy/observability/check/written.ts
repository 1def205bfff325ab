import type { Dashboard } from '@grafana/schema';

// As it is written in JSON: an enumeration of strings is one of its strings.
type Written<T> = T extends string
  ? `${T}`
  : T extends (infer E)[]
    ? Written<E>[]
    : T extends object
      ? { [K in keyof T]: Written<T[K]> }
      : T;

