package io.pra.failback.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.pra.failback.api.VmSelector;
import io.pra.failback.vsphere.ConnectionState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "mysql-*,  mysql-01,  true",
    "mysql-*,  mysql-,    true",
    "mysql-*,  xmysql-01, false",
    "*,        '',        true",
    "'',       '',        true",
    "'',       a,         false",
    "?,        '',        false",
    "a?c,      abc,       true",
    "a?c,      ac,        false",
    "*-01,     a-01-01,   true",
    "a*b*c,    aXbYbZc,   true",
    "a*b*c,    aXbYbZ,    false",
    "a.c,      abc,       false",
    "'[ab]',   a,         false",
    "MYSQL,    mysql,     false",
    "**,       anything,  true",
  })
  void matches(String pattern, String text, boolean expected) {
    assertThat(Glob.matches(pattern, text)).isEqualTo(expected);
  }

  @Test
  void noPatternCanBeMadeSlow() {
    String text = "a".repeat(2000);

    assertTimeout(Duration.ofSeconds(2), () -> Glob.matches("*a".repeat(40) + "b", text));
  }

  @Test
  void criteriaOfDifferentKindsAreAnded() {
    VmSelector selector =
        new VmSelector(
            Map.of("site", "rbx"), List.of("mysql-*", "docker-*"), null, List.of("*-tpl"));

    assertThat(VmSelection.selects(selector, vm("mysql-01", "rbx"))).isTrue();
    assertThat(VmSelection.selects(selector, vm("mysql-01", "sbg"))).isFalse();
    assertThat(VmSelection.selects(selector, vm("oracle-01", "rbx"))).isFalse();
    assertThat(VmSelection.selects(selector, vm("mysql-tpl", "rbx"))).isFalse();
    assertThat(VmSelection.selects(selector, vm("mysql-01", null))).isFalse();
  }

  @Test
  void anEmptySelectorSelectsNothing() {
    assertThat(VmSelection.selects(new VmSelector(null, null, null, null), vm("a", "rbx")))
        .isFalse();
    assertThat(VmSelection.selects(new VmSelector(null, null, null, List.of("b")), vm("a", "rbx")))
        .isFalse();
    assertThat(VmSelection.selects(new VmSelector(null, null, "/RBX", null), vm("a", "rbx")))
        .as("the scope is the folder")
        .isTrue();
  }

  private static VirtualMachine vm(String name, String site) {
    return new VirtualMachine(
        new MoRef("VirtualMachine", name),
        name,
        PowerState.POWERED_OFF,
        ConnectionState.CONNECTED,
        "",
        "",
        site == null ? Map.of() : Map.of("site", site));
  }
}
