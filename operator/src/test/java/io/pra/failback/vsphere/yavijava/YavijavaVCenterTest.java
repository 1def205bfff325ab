package io.pra.failback.vsphere.yavijava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.pra.failback.vsphere.InventoryScope;
import io.pra.failback.vsphere.InventoryWatch;
import io.pra.failback.vsphere.MoRef;
import io.pra.failback.vsphere.PowerState;
import io.pra.failback.vsphere.SiteWatch;
import io.pra.failback.vsphere.TaskWatch;
import io.pra.failback.vsphere.VCenter;
import io.pra.failback.vsphere.VSphereException;
import io.pra.failback.vsphere.VSphereException.Kind;
import io.pra.failback.vsphere.VirtualMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the adapter makes of replies that the simulator does not give. */
@Timeout(30)
class YavijavaVCenterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final MoRef VM = new MoRef("VirtualMachine", "vm-1");
  private static final MoRef TASK = new MoRef("Task", "task-1");
  private static final InventoryScope SCOPE =
      new InventoryScope(Optional.empty(), Set.of("pra.site"));
  private static ServerIdentity identity;

  private final CountDownLatch end = new CountDownLatch(1);
  private ScriptedVCenter server;
  private VCenter vcenter;

  @BeforeAll
  static void identify(@TempDir Path directory) throws Exception {
    identity = ServerIdentity.create(directory, "vc", "dns:localhost");
  }

  @BeforeEach
  void login() throws Exception {
    server = new ScriptedVCenter(identity);
    vcenter = server.login();
  }

  @AfterEach
  void stop() {
    end.countDown();
    vcenter.close();
    server.close();
  }

  @Test
  void theFirstSyncIsOneUpdateHoweverManyPages() throws Exception {
    answerPolls(
        "<version>1</version>" + filterSet(enter("vm-1", "a")) + "<truncated>true</truncated>",
        "<version>2</version><truncated>true</truncated>",
        "<version>3</version>" + filterSet(enter("vm-2", "b")));

    InventoryWatch.Update update = vcenter.watchInventory(SCOPE).next(SECOND);

    assertThat(update.changed()).extracting(VirtualMachine::name).containsExactly("a", "b");
    assertThat(polls()).hasSize(3).allMatch(poll -> poll.contains("<maxWaitSeconds>0<"));
    assertThat(polls().get(2)).contains("<version>2</version>");
  }

  @Test
  void pagesWithoutAnEndAreRefused() throws Exception {
    server.on("WaitForUpdatesEx", "<version>1</version><truncated>true</truncated>");
    InventoryWatch watch = vcenter.watchInventory(SCOPE);

    assertThat(failure(() -> watch.next(SECOND)).kind()).isEqualTo(Kind.PROTOCOL);
  }

  @Test
  void aPartialChangeIsMergedIntoTheWholeVm() throws Exception {
    answerPolls(
        filterSet(
            enter(
                "vm-1",
                "a",
                change("runtime.powerState", "VirtualMachinePowerState", "poweredOff"),
                change("runtime.connectionState", "VirtualMachineConnectionState", "connected"),
                change("config.instanceUuid", "xsd:string", "i-1"))),
        filterSet(
            modify("vm-1", change("runtime.powerState", "VirtualMachinePowerState", "poweredOn"))),
        filterSet(
            "<objectSet><kind>modify</kind><obj type=\"VirtualMachine\">vm-1</obj><missingSet>"
                + "<path>runtime.powerState</path></missingSet></objectSet>"),
        filterSet(
            "<objectSet><kind>leave</kind><obj type=\"VirtualMachine\">vm-1</obj></objectSet>"));
    InventoryWatch watch = vcenter.watchInventory(SCOPE);

    assertThat(watch.next(SECOND).changed().get(0).powerState()).isEqualTo(PowerState.POWERED_OFF);
    VirtualMachine on = watch.next(SECOND).changed().get(0);
    assertThat(on.powerState()).isEqualTo(PowerState.POWERED_ON);
    assertThat(on.name()).isEqualTo("a");
    assertThat(on.instanceUuid()).isEqualTo("i-1");
    assertThat(watch.next(SECOND).changed().get(0).powerState()).isEqualTo(PowerState.UNKNOWN);
    assertThat(watch.next(SECOND).removed()).containsExactly(VM);
  }

  @Test
  void templatesAreLeftOut() throws Exception {
    answerPolls(
        filterSet(
            enter("vm-1", "a", change("config.template", "xsd:boolean", "true"))
                + enter("vm-2", "b", change("config.template", "xsd:boolean", "false"))));

    assertThat(vcenter.watchInventory(SCOPE).next(SECOND).changed())
        .extracting(VirtualMachine::name)
        .containsExactly("b");
  }

  @Test
  void whereKeysInPathsAreRefusedTheWholeListIsRead() throws Exception {
    server.onRequest(
        "CreateFilter",
        request ->
            request.contains("config.extraConfig[")
                ? ScriptedVCenter.fault("InvalidProperty", "", "<name>config.extraConfig</name>")
                : ScriptedVCenter.response(
                    "CreateFilter", "<returnval type=\"PropertyFilter\">f</returnval>"));
    answerPolls(
        filterSet(
            enter(
                "vm-1",
                "a",
                "<changeSet><name>config.extraConfig</name><op>assign</op>"
                    + "<val xsi:type=\"ArrayOfOptionValue\"><OptionValue><key>pra.site</key>"
                    + "<value xsi:type=\"xsd:string\">rbx</value></OptionValue></val></changeSet>")));

    assertThat(vcenter.watchInventory(SCOPE).next(SECOND).changed().get(0).markers())
        .isEqualTo(Map.of("pra.site", "rbx"));
  }

  @Test
  void aForgottenCollectorVersionIsSaid() throws Exception {
    InventoryWatch inventory = vcenter.watchInventory(SCOPE);
    TaskWatch tasks = vcenter.watchTasks();
    server.onRaw("WaitForUpdatesEx", ScriptedVCenter.fault("InvalidCollectorVersion", "", ""));

    assertThat(failure(() -> inventory.next(SECOND)).kind())
        .isEqualTo(Kind.INVALID_COLLECTOR_VERSION);
    assertThat(failure(() -> tasks.next(SECOND)).kind()).isEqualTo(Kind.INVALID_COLLECTOR_VERSION);
  }

  @Test
  void aReadWithoutASessionIsNoAnswer() {
    server.on(
        "RetrievePropertiesEx",
        "<objects><obj type=\"VirtualMachine\">vm-1</obj><missingSet><path>runtime.powerState</path>"
            + "<fault><fault xsi:type=\"NotAuthenticated\"/><localizedMessage/></fault>"
            + "</missingSet></objects>");

    assertThat(failure(() -> vcenter.readPower(List.of(VM))).kind())
        .isEqualTo(Kind.NOT_AUTHENTICATED);
  }

  @Test
  void aLiveReadDoesNotBelieveADisconnectedHost() throws Exception {
    server.on(
        "RetrievePropertiesEx",
        "<objects><obj type=\"VirtualMachine\">vm-1</obj>"
            + property("runtime.powerState", "VirtualMachinePowerState", "poweredOff")
            + property("runtime.connectionState", "VirtualMachineConnectionState", "notResponding")
            + "</objects>");

    assertThat(vcenter.readPower(List.of(VM))).containsEntry(VM, PowerState.UNKNOWN);
  }

  @Test
  void aLiveReadFollowsItsPages() throws Exception {
    server
        .on(
            "RetrievePropertiesEx",
            "<token>t1</token><objects><obj type=\"VirtualMachine\">vm-1</obj></objects>")
        .on(
            "ContinueRetrievePropertiesEx",
            "<objects><obj type=\"VirtualMachine\">vm-2</obj></objects>");

    assertThat(vcenter.readPower(List.of(VM))).hasSize(2);
  }

  @Test
  void newsReachesTheReaderWhileAPollWaitsForSomethingElse() throws Exception {
    hangPolls();
    server.on(
        "RetrievePropertiesEx",
        "<objects><obj type=\"Task\">task-1</obj>"
            + property("info.state", "TaskInfoState", "success")
            + "</objects>");
    TaskWatch watch = vcenter.watchTasks();
    CompletableFuture<List<TaskWatch.EndedTask>> next = nextOf(watch);
    await().until(() -> polls().size() == 1);

    watch.follow(List.of(TASK));

    assertThat(next.get()).extracting(TaskWatch.EndedTask::task).containsExactly(TASK);
    assertThat(polls()).hasSize(1);
  }

  @Test
  void aTaskThatTheVCenterForgotHasEndedInAnError() throws Exception {
    hangPolls();
    server.on("RetrievePropertiesEx", "");
    TaskWatch watch = vcenter.watchTasks();

    watch.follow(List.of(TASK));

    TaskWatch.EndedTask ended = watch.next(SECOND).get(0);
    assertThat(ended.error().kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void oneFilterForAllTasksOfABatchAndNoneForThoseThatHaveEnded() throws Exception {
    hangPolls();
    server.onRequest(
        "RetrievePropertiesEx",
        request ->
            ScriptedVCenter.response(
                "RetrievePropertiesEx",
                "<returnval>"
                    + task(request, "task-1", "success")
                    + task(request, "task-2", "running")
                    + task(request, "task-3", "running")
                    + "</returnval>"));
    TaskWatch watch = vcenter.watchTasks();

    watch.follow(List.of(TASK, new MoRef("Task", "task-2"), new MoRef("Task", "task-3")));

    assertThat(watch.next(SECOND)).extracting(TaskWatch.EndedTask::task).containsExactly(TASK);
    await().until(() -> requestsOf("CreateFilter").size() == 1);
    assertThat(requestsOf("CreateFilter").get(0))
        .contains("task-2")
        .contains("task-3")
        .doesNotContain("task-1");
  }

  @Test
  void connectionsAreOpenedBesideThePollBeforeASuspendNeedsThem() throws Exception {
    hangPolls();
    server.onRequest(
        "CurrentTime",
        request ->
            ScriptedVCenter.response("CurrentTime", "<returnval>2026-11-23T00:00:00Z</returnval>"));

    SiteWatch watch = vcenter.watchSite(SCOPE);
    CompletableFuture<Map<MoRef, PowerState>> next =
        CompletableFuture.supplyAsync(unchecked(() -> watch.next(Duration.ofSeconds(60))));

    await().until(() -> requestsOf("CurrentTime").size() == 4);
    assertThat(next).isNotDone();
  }

  @Test
  void closingAWatchWakesItsReader() throws Exception {
    hangPolls();
    TaskWatch tasks = vcenter.watchTasks();
    InventoryWatch inventory = vcenter.watchInventory(SCOPE);
    CompletableFuture<List<TaskWatch.EndedTask>> tasksNext = nextOf(tasks);
    CompletableFuture<InventoryWatch.Update> inventoryNext =
        CompletableFuture.supplyAsync(unchecked(() -> inventory.next(Duration.ofSeconds(60))));
    await().until(() -> polls().size() == 2);

    tasks.close();
    inventory.close();

    assertThat(broken(tasksNext).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(broken(inventoryNext).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure(() -> tasks.follow(List.of(TASK))).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void closingASessionIsBoundedAndWakesEveryReader() throws Exception {
    hangPolls();
    server.onRequest("Logout", this::hang);
    CompletableFuture<List<TaskWatch.EndedTask>> next = nextOf(vcenter.watchTasks());
    await().until(() -> polls().size() == 1);

    long before = System.nanoTime();
    vcenter.close();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
    assertThat(broken(next).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void aPollThatIsNeverAnsweredEndsWithinItsBound() throws Exception {
    hangPolls();
    TaskWatch watch = vcenter.watchTasks();
    long before = System.nanoTime();

    assertThat(failure(() -> watch.next(SECOND)).kind()).isEqualTo(Kind.UNREACHABLE);

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(Duration.ofMillis(2_900), Duration.ofSeconds(6));
  }

  @Test
  void aVCenterThatIsStartingIsUnreachable() {
    server.speakOnlyHttp(503);

    assertThat(failure(() -> vcenter.suspend(VM)).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  private void answerPolls(String... sets) {
    Queue<String> answers = new ArrayDeque<>(List.of(sets));
    server.onRequest(
        "WaitForUpdatesEx",
        request -> {
          String set = answers.poll();
          return ScriptedVCenter.response(
              "WaitForUpdatesEx", set == null ? "" : "<returnval>" + set + "</returnval>");
        });
  }

  private void hangPolls() {
    server.onRequest("WaitForUpdatesEx", this::hang);
  }

  private String hang(String request) {
    try {
      end.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ScriptedVCenter.response("WaitForUpdatesEx", "");
  }

  private List<String> polls() {
    return requestsOf("WaitForUpdatesEx");
  }

  private List<String> requestsOf(String method) {
    return server.requests().stream().filter(r -> r.contains("<" + method + " ")).toList();
  }

  private static CompletableFuture<List<TaskWatch.EndedTask>> nextOf(TaskWatch watch) {
    return CompletableFuture.supplyAsync(unchecked(() -> watch.next(Duration.ofSeconds(60))));
  }

  private static VSphereException broken(CompletableFuture<?> next) throws Exception {
    ExecutionException e =
        catchThrowableOfType(ExecutionException.class, () -> next.get(5, TimeUnit.SECONDS));
    return (VSphereException) e.getCause().getCause();
  }

  private static VSphereException failure(Looking<?> looking) {
    return catchThrowableOfType(VSphereException.class, looking::look);
  }

  private static VSphereException failure(Doing doing) {
    return catchThrowableOfType(VSphereException.class, doing::act);
  }

  private static <T> Supplier<T> unchecked(Looking<T> looking) {
    return () -> {
      try {
        return looking.look();
      } catch (VSphereException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static String task(String request, String task, String state) {
    return request.contains(task)
        ? "<objects><obj type=\"Task\">"
            + task
            + "</obj>"
            + property("info.state", "TaskInfoState", state)
            + "</objects>"
        : "";
  }

  private static String filterSet(String objects) {
    return "<filterSet><filter type=\"PropertyFilter\">f</filter>" + objects + "</filterSet>";
  }

  private static String enter(String vm, String name, String... changes) {
    return "<objectSet><kind>enter</kind><obj type=\"VirtualMachine\">"
        + vm
        + "</obj>"
        + change("name", "xsd:string", name)
        + String.join("", changes)
        + "</objectSet>";
  }

  private static String modify(String vm, String... changes) {
    return "<objectSet><kind>modify</kind><obj type=\"VirtualMachine\">"
        + vm
        + "</obj>"
        + String.join("", changes)
        + "</objectSet>";
  }

  private static String change(String name, String type, String value) {
    return "<changeSet><name>"
        + name
        + "</name><op>assign</op><val xsi:type=\""
        + type
        + "\">"
        + value
        + "</val></changeSet>";
  }

  private static String property(String name, String type, String value) {
    return "<propSet><name>"
        + name
        + "</name><val xsi:type=\""
        + type
        + "\">"
        + value
        + "</val></propSet>";
  }

  /** Something that returns. */
  private interface Looking<T> {
    T look() throws VSphereException;
  }

  /** Something that does not. */
  private interface Doing {
    void act() throws VSphereException;
  }
}
