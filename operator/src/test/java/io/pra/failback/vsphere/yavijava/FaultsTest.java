package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

  @ParameterizedTest
  @CsvSource({
    "NotAuthenticated, NOT_AUTHENTICATED",
    "InvalidLogin, INVALID_LOGIN",
    "NoPermission, NO_PERMISSION",
    "InvalidPowerState, INVALID_POWER_STATE",
    "InvalidState, INVALID_STATE",
    "InvalidHostState, INVALID_STATE",
    "TaskInProgress, TASK_IN_PROGRESS",
    "ManagedObjectNotFound, NOT_FOUND",
    "ToolsUnavailable, TOOLS_UNAVAILABLE",
    "InvalidCollectorVersion, INVALID_COLLECTOR_VERSION",
    "RequestCanceled, OTHER_FAULT",
    "NeverHeardOf, OTHER_FAULT",
    "String, OTHER_FAULT",
    "UpdateSet, OTHER_FAULT"
  })
  void eachTypeHasItsKind(String type, Kind kind) {
    VSphereException fault = thrown(ScriptedVCenter.fault(type, "as it is", ""));

    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault).hasMessage(type + ": as it is");
  }

  @Test
  void aDeniedPrivilegeIsNamed() {
    VSphereException fault =
        thrown(
            ScriptedVCenter.fault(
                "NoPermission",
                "denied",
                "<object type=\"VirtualMachine\">vm-1</object>"
                    + "<privilegeId>VirtualMachine.Interact.Suspend</privilegeId>"));

    assertThat(fault.subject()).contains("VirtualMachine.Interact.Suspend");
    assertThat(fault).hasMessage("NoPermission: denied (VirtualMachine.Interact.Suspend)");
  }

  @Test
  void aWrongPowerStateIsNamed() {
    VSphereException fault =
        thrown(
            ScriptedVCenter.fault(
                "InvalidPowerState",
                "no",
                "<requestedState>poweredOn</requestedState><existingState>suspended</existingState>"));

    assertThat(fault.subject()).contains("suspended");
  }

  @Test
  void theElementTellsTheTypeWhereXsiTypeDoesNot() {
    String reply =
        ScriptedVCenter.fault("TaskInProgress", "busy", "")
            .replace(" xsi:type=\"TaskInProgress\"", "");

    assertThat(thrown(reply).kind()).isEqualTo(Kind.TASK_IN_PROGRESS);
  }

  @Test
  void aFaultWithoutDetailKeepsItsMessage() {
    String reply =
        ScriptedVCenter.envelope(
            "<soapenv:Fault><faultcode>x</faultcode><faultstring>odd</faultstring></soapenv:Fault>");

    assertThat(thrown(reply)).hasMessage("Fault: odd");
  }

  @Test
  void whatAVCenterSaysCannotForgeALogLine() {
    VSphereException fault =
        thrown(
            ScriptedVCenter.fault(
                "InvalidState", "a\nlevel=INFO all is well \u202e" + "x".repeat(5_000), ""));

    assertThat(fault.getMessage()).doesNotContain("\n").doesNotContain("\u202e");
    assertThat(fault.getMessage().length()).isLessThan(400);
  }

  private static VSphereException thrown(String reply) {
    Reply http = new Reply(500, reply.getBytes(StandardCharsets.UTF_8));
    return catchThrowableOfType(
        VSphereException.class, () -> SoapReply.valueOf(http, "UserSession", "vc:443"));
  }
}
