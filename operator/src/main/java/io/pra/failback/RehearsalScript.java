package io.pra.failback;

/** What the API server and the vCenters of a rehearsal say. */
final class RehearsalScript {
  static final String NOT_FOUND =
      """
      {"apiVersion": "v1", "kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}
      """;

  private RehearsalScript() {}

  static String site(String name, String url) {
    return """
        {"apiVersion": "failback.pra.io/v1alpha1", "kind": "SiteState",
         "metadata": {"name": "%1$s", "namespace": "default", "uid": "%1$s", "generation": 1,
           "resourceVersion": "1", "creationTimestamp": "2026-01-01T00:00:00Z"},
         "spec": {"vcenter": {"url": "%2$s", "credentialsSecretRef": {"name": "vcenter"},
             "tls": {"caSecretRef": {"name": "vcenter"}}},
           "virtualMachines": {"names": ["*"]}}}
        """
        .formatted(name, url);
  }

  static String plan() {
    return """
        {"apiVersion": "failback.pra.io/v1alpha1", "kind": "FailbackPlan",
         "metadata": {"name": "erp", "namespace": "default", "uid": "erp", "generation": 1,
           "resourceVersion": "1", "creationTimestamp": "2026-01-01T00:00:00Z"},
         "spec": {"primary": {"siteRef": {"name": "rbx"}}, "recovery": {"siteRef": {"name": "sbg"}},
           "waves": [{"name": "all", "virtualMachines": ["*"]}],
           "checklist": [{"id": "go", "title": "Go", "stage": "BeforeApproval", "manual": {}}]}}
        """;
  }

  /** The certificate authority, and who logs in. */
  static String secret(String authority) {
    return """
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "vcenter",
           "namespace": "default", "uid": "secret", "resourceVersion": "1"},
         "data": {"username": "bm9ib2R5", "password": "bm90aGluZw==", "ca.crt": "%s"}}
        """
        .formatted(authority);
  }

  /** Whether a poll is the first of its collector: it is answered, and the next ones wait. */
  static boolean isFirst(String poll) {
    return poll.contains("<version></version>") || poll.contains("<version/>");
  }

  /** What a vCenter answers; to what it does not know, nothing. */
  static String answer(String method, String site) {
    String inside =
        switch (method) {
          case "RetrieveServiceContent" -> CONTENT.formatted(site);
          case "Login" ->
              "<returnval><key>1</key><userName>nobody</userName><fullName/></returnval>";
          case "CreateContainerView" -> reference("ContainerView");
          case "CreatePropertyCollector" -> reference("PropertyCollector");
          case "CreateFilter" -> reference("PropertyFilter");
          case "SuspendVM_Task" -> reference("Task");
          case "CurrentTime" -> "<returnval>2026-01-01T00:00:00Z</returnval>";
          case "WaitForUpdatesEx" ->
              """
              <returnval><version>1</version><filterSet><filter type="PropertyFilter">f</filter>
              <objectSet><kind>enter</kind><obj type="VirtualMachine">vm-1</obj>%s</objectSet>
              </filterSet></returnval>
              """
                  .formatted(properties("changeSet", "<op>assign</op>"));
          case "RetrievePropertiesEx" ->
              """
              <returnval><objects><obj type="VirtualMachine">vm-1</obj>%s</objects></returnval>
              """
                  .formatted(properties("propSet", ""));
          default -> "";
        };
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"
          xmlns:xsd="http://www.w3.org/2001/XMLSchema"
          xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Body>
        <%1$sResponse xmlns="urn:vim25">%2$s</%1$sResponse></Body></Envelope>
        """
        .formatted(method, inside)
        .strip();
  }

  private static final String CONTENT =
      """
      <returnval><rootFolder type="Folder">root</rootFolder>
      <propertyCollector type="PropertyCollector">p</propertyCollector>
      <viewManager type="ViewManager">v</viewManager>
      <about><name>stage</name><fullName>stage</fullName><version>8.0</version>
        <apiVersion>8.0</apiVersion><instanceUuid>%s</instanceUuid></about>
      <sessionManager type="SessionManager">s</sessionManager>
      <authorizationManager type="AuthorizationManager">a</authorizationManager>
      <eventManager type="EventManager">e</eventManager>
      <taskManager type="TaskManager">t</taskManager>
      <customFieldsManager type="CustomFieldsManager">c</customFieldsManager></returnval>
      """;

  private static String reference(String type) {
    return "<returnval type=\"%s\">r</returnval>".formatted(type);
  }

  private static String properties(String element, String operation) {
    return property(element, operation, "name", "xsd:string", "vm")
        + property(element, operation, "config.uuid", "xsd:string", "b")
        + property(element, operation, "config.instanceUuid", "xsd:string", "i")
        + property(element, operation, "config.template", "xsd:boolean", "false")
        + property(
            element, operation, "runtime.powerState", "VirtualMachinePowerState", "poweredOn")
        + property(
            element,
            operation,
            "runtime.connectionState",
            "VirtualMachineConnectionState",
            "connected");
  }

  private static String property(
      String element, String operation, String name, String type, String value) {
    return "<%1$s><name>%2$s</name>%3$s<val xsi:type=\"%4$s\">%5$s</val></%1$s>"
        .formatted(element, name, operation, type, value);
  }
}
