package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.vmware.vim25.ws.Argument;
import io.pra.failback.vsphere.MoRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoapEncoderTest {

  @Test
  void writesASuspendCall() {
    assertThat(
            body(
                "SuspendVM_Task",
                new Argument(
                    "_this",
                    "ManagedObjectReference",
                    Refs.of(new MoRef("VirtualMachine", "vm-42")))))
        .isEqualTo(
            "<SuspendVM_Task xmlns=\"urn:vim25\"><_this type=\"VirtualMachine\">vm-42</_this>"
                + "</SuspendVM_Task>");
  }

  @Test
  void escapesWhatPeopleWrite() {
    assertThat(body("M", new Argument("t", "String", "a<b>&\"c\"\r\n\té€")))
        .contains("<t>a&lt;b&gt;&amp;&quot;c&quot;&#13;&#10;&#9;é€</t>");
    assertThat(
            body(
                "M", new Argument("r", "ManagedObjectReference", Refs.of(new MoRef("T\"", "<v>")))))
        .contains("<r type=\"T&quot;\">&lt;v&gt;</r>");
  }

  @Test
  void refusesWhatXmlCannotCarryWithoutRepeatingIt() {
    assertThatThrownBy(() -> body("Login", new Argument("password", "String", "s3cret\u0000")))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("s3cret");
  }

  @Test
  void namesTheTypeOfASubclass() {
    String body =
        body(
            "CreateFilter",
            new Argument(
                "spec",
                "PropertyFilterSpec",
                Specs.ofView(Refs.of(new MoRef("ContainerView", "v")), "name", "config.uuid")));

    assertThat(body)
        .contains(
            "<spec><propSet><type>VirtualMachine</type><pathSet>name</pathSet>"
                + "<pathSet>config.uuid</pathSet></propSet>")
        .contains(
            "<selectSet xsi:type=\"TraversalSpec\"><name>view</name><type>ContainerView</type>"
                + "<path>view</path><skip>false</skip></selectSet>");
  }

  @Test
  void leavesOutWhatIsNotSet() {
    assertThat(
            body(
                "M",
                new Argument("host", "ManagedObjectReference", null),
                new Argument(
                    "spec",
                    "PropertyFilterSpec",
                    Specs.ofObjects(List.of(new MoRef("Task", "t-1")), "Task", "info.state"))))
        .doesNotContain("host")
        .doesNotContain("selectSet");
  }

  private static String body(String method, Argument... arguments) {
    String envelope = new String(SoapEncoder.request(method, arguments), StandardCharsets.UTF_8);
    return envelope.replaceFirst("^.*<soapenv:Body>", "").replaceFirst("</soapenv:Body>.*$", "");
  }
}
