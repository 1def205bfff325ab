package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ArrayOfOptionValue;
import com.vmware.vim25.LocalizedMethodFault;
import com.vmware.vim25.ManagedObjectReference;
import com.vmware.vim25.NoPermission;
import com.vmware.vim25.ObjectUpdate;
import com.vmware.vim25.ObjectUpdateKind;
import com.vmware.vim25.OptionValue;
import com.vmware.vim25.ServiceContent;
import com.vmware.vim25.TaskInfoState;
import com.vmware.vim25.UpdateSet;
import com.vmware.vim25.VirtualMachinePowerState;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.yavijava.SoapTransport.Reply;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class SoapReplyTest {

  @Test
  void readsAnUpdateOfAPowerState() throws Exception {
    UpdateSet updates =
        updates(
            "<version>2</version><filterSet><filter type=\"PropertyFilter\">f</filter><objectSet>"
                + "<kind>modify</kind><obj type=\"VirtualMachine\">vm-1</obj><changeSet>"
                + "<name>runtime.powerState</name><op>assign</op>"
                + "<val xsi:type=\"VirtualMachinePowerState\">poweredOn</val>"
                + "</changeSet></objectSet></filterSet><truncated>true</truncated>");

    ObjectUpdate update = updates.getFilterSet()[0].getObjectSet()[0];
    assertThat(updates.getVersion()).isEqualTo("2");
    assertThat(updates.getTruncated()).isTrue();
    assertThat(update.getKind()).isEqualTo(ObjectUpdateKind.modify);
    assertThat(update.getObj().getVal()).isEqualTo("vm-1");
    assertThat(update.getObj().getType()).isEqualTo("VirtualMachine");
    assertThat(update.getChangeSet()[0].getVal()).isEqualTo(VirtualMachinePowerState.poweredOn);
  }

  @Test
  void takesAbsentSetsAsNothing() throws Exception {
    assertThat(updates("<version>1</version>").getFilterSet()).isNull();
    assertThat(updates("<version>1</version><filterSet/>").getFilterSet()[0].getObjectSet())
        .isNull();
  }

  @Test
  void aReplyWithoutAValueIsNull() throws Exception {
    assertThat(valueOf(ScriptedVCenter.response("WaitForUpdatesEx", ""), "UpdateSet")).isNull();
    assertThat(valueOf(ScriptedVCenter.response("Logout", ""), null)).isNull();
  }

  @Test
  void skipsElementsThatYavijavaDoesNotKnow() throws Exception {
    ServiceContent content =
        (ServiceContent)
            valueOf(
                ScriptedVCenter.response(
                    "RetrieveServiceContent",
                    "<returnval><future><deep><er>x</er></deep></future>"
                        + "<rootFolder type=\"Folder\">group-d1</rootFolder>"
                        + "<about><newField>1</newField><fullName>v</fullName></about>"
                        + "</returnval><another>x</another>"),
                "ServiceContent");

    assertThat(content.getRootFolder().getVal()).isEqualTo("group-d1");
    assertThat(content.getAbout().getFullName()).isEqualTo("v");
  }

  @Test
  void anUnknownTypeOrEnumValueIsUnset() throws Exception {
    assertThat(changed("<val xsi:type=\"QuantumPowerState\"><a>1</a></val>")).isNull();
    assertThat(changed("<val xsi:type=\"VirtualMachinePowerState\">dreaming</val>")).isNull();
    assertThat(changed("<val xsi:type=\"xsd:int\">many</val>")).isNull();
    assertThat(changed("<val xsi:type=\"xsd:int\">7</val>")).isEqualTo(7);
  }

  @Test
  void anUnknownSubtypeIsReadAsItsDeclaredType() throws Exception {
    ArrayOfOptionValue options =
        (ArrayOfOptionValue)
            changed(
                "<val xsi:type=\"ArrayOfOptionValue\"><OptionValue xsi:type=\"NewerOption\">"
                    + "<key>k</key><value xsi:type=\"xsd:string\">a&amp;b</value><more/>"
                    + "</OptionValue></val>");

    assertThat(options.getOptionValue()[0].getKey()).isEqualTo("k");
    assertThat(options.getOptionValue()[0].getValue()).isEqualTo("a&b");
  }

  @Test
  void readsTextInPieces() throws Exception {
    OptionValue option =
        (OptionValue)
            changed("<val xsi:type=\"OptionValue\"><key>a<![CDATA[<b>]]>&lt;c&#x20ac;</key></val>");

    assertThat(option.getKey()).isEqualTo("a<b><c€");
  }

  @Test
  void keepsTheTypeOfAFaultThatYavijavaDoesNotKnow() throws Exception {
    LocalizedMethodFault error =
        (LocalizedMethodFault)
            changed(
                "<val xsi:type=\"LocalizedMethodFault\"><fault xsi:type=\"BrandNewFault\"><x/></fault>"
                    + "<localizedMessage>no</localizedMessage></val>");

    assertThat(Faults.ofTask(error)).hasMessage("BrandNewFault: no");
    assertThat(Faults.ofTask(error).kind()).isEqualTo(Kind.OTHER_FAULT);
  }

  @Test
  void readsAFaultInAValue() throws Exception {
    LocalizedMethodFault error =
        (LocalizedMethodFault)
            changed(
                "<val xsi:type=\"LocalizedMethodFault\"><fault xsi:type=\"NoPermission\">"
                    + "<object type=\"VirtualMachine\">vm-1</object>"
                    + "<privilegeId>VirtualMachine.Interact.Suspend</privilegeId></fault></val>");

    assertThat(error.getFault())
        .asInstanceOf(InstanceOfAssertFactories.type(NoPermission.class))
        .extracting(NoPermission::getPrivilegeId)
        .isEqualTo("VirtualMachine.Interact.Suspend");
  }

  @Test
  void readsTheStatesOfATask() throws Exception {
    assertThat(changed("<val xsi:type=\"TaskInfoState\">success</val>"))
        .isEqualTo(TaskInfoState.success);
  }

  @Test
  void readsAnArrayOfReferences() throws Exception {
    Object value =
        valueOf(
            ScriptedVCenter.response(
                "X",
                "<returnval type=\"Task\">t1</returnval><returnval type=\"Task\">t2</returnval>"),
            "ManagedObjectReference[]");

    assertThat((ManagedObjectReference[]) value)
        .extracting(ManagedObjectReference::getVal)
        .containsExactly("t1", "t2");
  }

  @Test
  void refusesDocumentTypesAndWhatTheyCanDo() {
    refused("<!DOCTYPE a><a/>");
    refused("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><a>&e;</a>");
    refused("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/x.dtd\"><a/>");
    refused(
        "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;\">"
            + "<!ENTITY z \"&y;&y;&y;&y;&y;&y;&y;&y;\">]><a>&z;</a>");
    refused(ScriptedVCenter.envelope("<R><returnval><version>&unknown;</version></returnval></R>"));
  }

  @Test
  void refusesNestingThatWouldExhaustTheStack() {
    refused(
        ScriptedVCenter.envelope("<R><returnval>" + "<a>".repeat(100_000) + "</returnval></R>"));
    refused(
        ScriptedVCenter.envelope(
            "<R><returnval>"
                + "<filterSet><objectSet><changeSet><val xsi:type=\"UpdateSet\">".repeat(1_000)
                + "</returnval></R>"));
  }

  @Test
  void refusesWhatIsNoSoap() {
    refused("");
    refused("<html><body>starting</body></html>");
    refused("{\"error\": 1}");
    refused(ScriptedVCenter.envelope(""));
    refused(ScriptedVCenter.envelope("<R><returnval>").replace("</soapenv:Body>", ""));
  }

  @Test
  void aProxyThatSpeaksForADeadServiceMeansUnreachable() {
    assertThatThrownBy(() -> SoapReply.valueOf(reply(503, "<html/>"), null, "vc:443"))
        .isInstanceOfSatisfying(
            VSphereException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
  }

  private static void refused(String xml) {
    assertThatThrownBy(() -> valueOf(xml, "UpdateSet"))
        .isInstanceOfSatisfying(
            VSphereException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
              assertThat(e.getMessage()).startsWith("vc:443: ").doesNotContain("\n");
            });
  }

  private static Object changed(String val) throws VSphereException {
    UpdateSet updates =
        updates(
            "<filterSet><objectSet><changeSet><name>n</name>"
                + val
                + "</changeSet></objectSet></filterSet>");
    return updates.getFilterSet()[0].getObjectSet()[0].getChangeSet()[0].getVal();
  }

  private static UpdateSet updates(String inside) throws VSphereException {
    return (UpdateSet)
        valueOf(
            ScriptedVCenter.response("WaitForUpdatesEx", "<returnval>" + inside + "</returnval>"),
            "UpdateSet");
  }

  private static Object valueOf(String xml, String type) throws VSphereException {
    return SoapReply.valueOf(reply(200, xml), type, "vc:443");
  }

  private static Reply reply(int status, String body) {
    return new Reply(status, body.getBytes(StandardCharsets.UTF_8));
  }
}
