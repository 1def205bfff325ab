package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;

import com.vmware.vim25.ArrayOfOptionValue;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.VirtualMachineConnectionState;
import com.vmware.vim25.VirtualMachinePowerState;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.VirtualMachine;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VmPropertiesTest {
  private static final MoRef REF = new MoRef("VirtualMachine", "vm-1");

  private final VmProperties properties = new VmProperties(Set.of("pra.site", "pra.mode"));

  @Test
  void aVmOfWhichNothingCanBeReadIsUnknown() {
    VirtualMachine vm = properties.describe(REF);

    assertThat(vm.name()).isEmpty();
    assertThat(vm.powerState()).isEqualTo(PowerState.UNKNOWN);
    assertThat(vm.markers()).isEmpty();
  }

  @Test
  void aDisconnectedHostMakesItsReportWorthless() {
    properties.set("runtime.powerState", VirtualMachinePowerState.suspended);
    properties.set("runtime.connectionState", VirtualMachineConnectionState.connected);
    assertThat(properties.describe(REF).powerState()).isEqualTo(PowerState.SUSPENDED);

    properties.set("runtime.connectionState", VirtualMachineConnectionState.disconnected);

    assertThat(properties.describe(REF).powerState()).isEqualTo(PowerState.UNKNOWN);
  }

  @Test
  void aMarkerMayComeAsAnOptionAsItsValueOrInTheWholeList() {
    properties.set("config.extraConfig[\"pra.site\"]", option("pra.site", "rbx"));
    assertThat(properties.describe(REF).markers()).isEqualTo(Map.of("pra.site", "rbx"));

    properties.set("config.extraConfig[\"pra.mode\"].value", "suspended");
    assertThat(properties.describe(REF).markers()).hasSize(2);

    properties.set("config.extraConfig[\"pra.site\"]", "sbg");
    assertThat(properties.describe(REF).markers()).containsEntry("pra.site", "sbg");

    ArrayOfOptionValue all = new ArrayOfOptionValue();
    all.setOptionValue(
        new OptionValue[] {option("pra.site", "rbx"), option("other", "not asked for")});
    properties.set("config.extraConfig", all);
    assertThat(properties.describe(REF).markers()).isEqualTo(Map.of("pra.site", "rbx"));
  }

  @Test
  void aMarkerThatIsRemovedIsGone() {
    properties.set("config.extraConfig[\"pra.site\"]", "rbx");

    properties.set("config.extraConfig[\"pra.site\"]", null);

    assertThat(properties.describe(REF).markers()).isEmpty();
  }

  @Test
  void aKeyThatNoPathCanHoldIsReadFromTheWholeList() {
    assertThat(VmProperties.paths(Set.of("a.b"))).contains("config.extraConfig[\"a.b\"]");
    assertThat(VmProperties.paths(Set.of("a\"]"))).contains("config.extraConfig");
  }

  private static OptionValue option(String key, String value) {
    OptionValue option = new OptionValue();
    option.setKey(key);
    option.setValue(value);
    return option;
  }
}
