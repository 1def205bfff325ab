package io.pra.failback.vsphere.yavijava;

import java.util.List;

/** Lists of a reply, each of which a vCenter may leave out. */
final class Absent {
  private Absent() {}

  static <T> List<T> orEmpty(T[] list) {
    return list == null ? List.of() : List.of(list);
  }
}
