package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/vmware/govmomi/fault"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"

	"failback.pra.io/lab/internal/vcenter"
)

const (
	on        = string(types.VirtualMachinePowerStatePoweredOn)
	off       = string(types.VirtualMachinePowerStatePoweredOff)
	suspended = string(types.VirtualMachinePowerStateSuspended)
)

type history struct {
	Changes []vcenter.PowerChange
	Next    int64
}

func TestTheInventoryIsThatOfTheTrade(t *testing.T) {
	w := newWorld(t)
	all := ask[struct{ VMs []vcenter.VM }](w, http.StatusOK, http.MethodGet, "/vms", "").VMs
	ids := map[string]bool{}
	for _, vm := range all {
		want := map[string]string{"rbx": off, "sbg": on}[vm.Site]
		if vm.PowerState != want || vm.Folder != "production" || vm.ExtraConfig["pra.failback.site"] != vm.Site {
			t.Errorf("%+v", vm)
		}
		ids[vm.InstanceUUID], ids[vm.BiosUUID] = true, true
	}
	if len(all) != 12 || len(ids) != 24 {
		t.Errorf("%d VMs with %d UUIDs, want 12 with 24", len(all), len(ids))
	}
	if again := newSite(t, "rbx").VMs()[0]; again.InstanceUUID != all[0].InstanceUUID {
		t.Errorf("%s has another instance UUID in another lab", again.Name)
	}
}

func newSite(t *testing.T, name string) *vcenter.Site {
	t.Helper()
	site, err := vcenter.New(vcenter.Options{Name: name, Address: "127.0.0.1:0"}, vcenter.NewReferee())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(site.Close)
	return site
}

func TestTheRefereeSeesWhoDidWhat(t *testing.T) {
	w := newWorld(t)
	before := ask[history](w, http.StatusOK, http.MethodGet, "/power-changes", "").Next
	late := make(chan history)
	go func() {
		late <- ask[history](w, http.StatusOK, http.MethodGet, "/power-changes?waitMillis=5000&since="+fmt.Sprint(before), "")
	}()
	w.post("/sites/rbx/vms/mysql-01/power", `{"op":"on","user":"zerto"}`)
	first := (<-late).Changes[0]
	if first.From != off || first.To != on || first.User != vcenter.Zerto || first.VM != "mysql-01" || first.Seq != before+1 {
		t.Errorf("%+v", first)
	}
	if _, err := w.login(w.rbx).suspend(w.vm("rbx", "mysql-01")); err != nil {
		t.Fatal(err)
	}
	second := ask[history](w, http.StatusOK, http.MethodGet, "/power-changes?waitMillis=5000&since="+fmt.Sprint(first.Seq), "")
	if c := second.Changes[0]; c.To != suspended || c.User != vcenter.Operator || c.AtNanos <= first.AtNanos {
		t.Errorf("%+v", c)
	}
}

func TestABurstOfPowerOns(t *testing.T) {
	w := newWorld(t)
	burst := ask[struct{ Results []powerResult }](w, http.StatusOK, http.MethodPost, "/sites/rbx/power",
		`{"op":"on","names":["docker-*"],"user":"zerto","concurrent":true}`)
	if len(burst.Results) != 4 {
		t.Fatalf("%+v", burst)
	}
	for _, r := range burst.Results {
		if r.Error != "" || r.BeforeNanos > r.AcceptedNanos || r.AcceptedNanos > r.DoneNanos {
			t.Errorf("%+v", r)
		}
		if w.vm("rbx", r.VM).PowerState != on {
			t.Errorf("%s is not on", r.VM)
		}
	}
}

func TestEachSiteHasACertificateAuthorityOfItsOwn(t *testing.T) {
	w := newWorld(t)
	if _, err := dial(w.rbx, w.sbg.CA); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("RBX is trusted through the CA of SBG: %v", err)
	}
}

func TestWrongPasswordsLockAnAccountAndAreCounted(t *testing.T) {
	w := newWorld(t)
	client, err := dial(w.rbx, w.rbx.CA)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := login(client, "wrong"); !isVimFault[*types.InvalidLogin](err) {
			t.Fatalf("got %v", err)
		}
	}
	password, _ := w.rbx.Accounts.Password(vcenter.Operator)
	if err := login(client, password); !isVimFault[*types.InvalidLogin](err) {
		t.Fatalf("the account is not locked: %v", err)
	}
	logins := ask[struct{ Logins []vcenter.Attempts }](w, http.StatusOK, http.MethodGet, "/sites/rbx/logins", "").Logins
	want := vcenter.Attempts{User: vcenter.Operator, Invalid: 5, Locked: 1, LockedNow: true}
	for _, attempts := range logins {
		if attempts.User == vcenter.Operator && attempts != want {
			t.Errorf("got %+v", attempts)
		}
	}
	w.post("/sites/rbx/accounts/failback", `{"password":"new"}`)
	if err := login(client, "new"); err != nil {
		t.Errorf("after the change: %v", err)
	}
}

func TestAFaultStrikesExactlyAsOftenAsItSays(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	w.post("/sites/sbg/faults", `{"method":"SuspendVM_Task","vm":"docker-*","fault":"TaskInProgress","count":3}`)
	var mutex sync.Mutex
	refused := 0
	var group sync.WaitGroup
	for _, vm := range w.sbg.VMs() {
		group.Go(func() {
			if _, err := operator.suspend(vm); isVimFault[*types.TaskInProgress](err) {
				mutex.Lock()
				defer mutex.Unlock()
				refused++
			}
		})
	}
	group.Wait()
	if refused != 3 {
		t.Errorf("%d calls were refused, want 3", refused)
	}
	w.delete("/sites/sbg/faults")
}

func TestAPrivilegeThatIsMissing(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	const privilege = "VirtualMachine.Interact.Suspend"
	w.post("/sites/sbg/privileges", `{"user":"failback","missing":["`+privilege+`"]}`)
	vm := w.vm("sbg", "mysql-01")
	_, err := operator.suspend(vm)
	var refused *types.NoPermission
	if _, is := fault.As(err, &refused); !is || refused.PrivilegeId != privilege {
		t.Errorf("got %v", err)
	}
	answer, err := methods.HasUserPrivilegeOnEntities(context.Background(), operator, &types.HasUserPrivilegeOnEntities{
		This:     *operator.ServiceContent.AuthorizationManager,
		Entities: []types.ManagedObjectReference{vm.Ref()},
		UserName: vcenter.Operator,
		PrivId:   []string{privilege, "VirtualMachine.Interact.PowerOn"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if said := answer.Returnval[0].PrivAvailability; said[0].IsGranted || !said[1].IsGranted {
		t.Errorf("got %+v", said)
	}
	w.post("/sites/sbg/vms/mysql-01/power", `{"op":"suspend"}`)
}

func TestATaskThatEndsInError(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	w.post("/sites/sbg/faults", `{"method":"SuspendVM_Task","at":"task","fault":"GenericVmConfigFault","count":1}`)
	vm := w.vm("sbg", "mysql-01")
	task, err := operator.suspend(vm)
	if err != nil {
		t.Fatal(err)
	}
	w.until("the task ends", func() bool { return operator.task(task).State == types.TaskInfoStateError })
	if _, ok := operator.task(task).Error.Fault.(*types.GenericVmConfigFault); !ok {
		t.Errorf("%+v", operator.task(task).Error)
	}
	if state := w.vm("sbg", "mysql-01").PowerState; state != on {
		t.Errorf("the VM is %s", state)
	}
}

func TestATaskThatNeverEndsLeavesTheVMReadable(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	w.post("/sites/sbg/faults", `{"method":"SuspendVM_Task","at":"taskNeverEnds"}`)
	vm := w.vm("sbg", "mysql-01")
	task, err := operator.suspend(vm)
	if err != nil {
		t.Fatal(err)
	}
	if state, err := operator.read(vm.Ref(), "runtime.powerState"); err != nil || state != types.VirtualMachinePowerState(on) {
		t.Errorf("%v, %v", state, err)
	}
	if state := operator.task(task).State; state != types.TaskInfoStateRunning {
		t.Errorf("the task is %s", state)
	}
	// A person is spared.
	w.post("/sites/sbg/vms/mysql-01/power", `{"op":"suspend"}`)
}

func TestATaskThatTakesTime(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	w.post("/sites/sbg/delays", `{"method":"SuspendVM_Task","at":"task","millis":200}`)
	task, err := operator.suspend(w.vm("sbg", "mysql-01"))
	if err != nil {
		t.Fatal(err)
	}
	if state := operator.task(task).State; state != types.TaskInfoStateRunning {
		t.Errorf("the task is %s at once", state)
	}
	w.until("it is suspended", func() bool { return operator.task(task).State == types.TaskInfoStateSuccess })
	if state := w.vm("sbg", "mysql-01").PowerState; state != suspended {
		t.Errorf("the VM is %s", state)
	}
}

func TestALostReplyHadItsEffect(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	w.post("/sites/sbg/faults", `{"method":"SuspendVM_Task","at":"reply","count":1}`)
	if _, err := operator.suspend(w.vm("sbg", "mysql-01")); err == nil || isVimFault[types.BaseMethodFault](err) {
		t.Errorf("got an answer: %v", err)
	}
	w.until("it is suspended", func() bool { return w.vm("sbg", "mysql-01").PowerState == suspended })
}

func TestASlowSiteIsSlowForTheSubjectOnly(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.rbx)
	w.post("/sites/rbx/delays", `{"method":"*","millis":300}`)
	start := time.Now()
	w.post("/sites/rbx/vms/mysql-01/power", `{"op":"on"}`)
	if took := time.Since(start); took > 250*time.Millisecond {
		t.Errorf("the control endpoint took %s", took)
	}
	start = time.Now()
	if err := operator.now(); err != nil || time.Since(start) < 300*time.Millisecond {
		t.Errorf("took %s, %v", time.Since(start), err)
	}
}

func TestATerminatedSessionEndsTheCallThatWaits(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.rbx)
	collector := operator.collector()
	version := collector.wait("", 0).Version
	waiting := make(chan error, 1)
	go func() {
		_, err := collector.tryWait(version, 0)
		waiting <- err
	}()
	calls := func() map[string]int {
		return ask[struct{ Calls map[string]int }](w, http.StatusOK, http.MethodGet, "/sites/rbx/calls", "").Calls
	}
	w.until("it waits", func() bool { return calls()["WaitForUpdatesEx"] == 2 })
	w.post("/sites/rbx/sessions/terminate", `{"user":"failback"}`)
	if err := <-waiting; !isVimFault[*types.NotAuthenticated](err) {
		t.Errorf("the waiting call: %v", err)
	}
	if err := operator.now(); !isVimFault[*types.NotAuthenticated](err) {
		t.Errorf("the next call: %v", err)
	}
}

func TestAnIdleSessionExpires(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.rbx)
	w.post("/sites/rbx/session-timeout", `{"seconds":0.2}`)
	w.until("the session expires", func() bool { return len(w.rbx.Sessions.Users()) == 0 })
	if err := operator.now(); !isVimFault[*types.NotAuthenticated](err) {
		t.Errorf("got %v", err)
	}
}

func TestARestartLosesSessionsAndKeepsVMs(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	address := w.sbg.URL()
	w.post("/sites/sbg/vms/mysql-01/power", `{"op":"suspend"}`)
	w.post("/sites/sbg/restart", `{"downMillis":50}`)
	if w.sbg.URL() != address {
		t.Errorf("it moved from %s to %s", address, w.sbg.URL())
	}
	w.until("it answers", func() bool { return isVimFault[*types.NotAuthenticated](operator.now()) })
	if state := w.vm("sbg", "mysql-01").PowerState; state != suspended {
		t.Errorf("the VM is %s", state)
	}
}

func TestWhileASiteIsStoppedPeopleStillWork(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.rbx)
	w.post("/sites/rbx/stop", "")
	w.until("connections are refused", func() bool { return errors.Is(operator.now(), syscall.ECONNREFUSED) })
	w.post("/sites/rbx/vms/mysql-01/power", `{"op":"on","user":"zerto"}`)
	w.post("/sites/rbx/start", "")
	w.login(w.rbx)
}

func TestABlackHoleSwallowsCallsAndHeals(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.rbx)
	w.post("/sites/rbx/hang", `{}`)
	answered := make(chan error, 1)
	go func() { answered <- operator.now() }()
	select {
	case err := <-answered:
		t.Fatalf("it answered: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	w.delete("/sites/rbx/hang")
	if err := <-answered; err != nil {
		t.Errorf("after it healed: %v", err)
	}
}

func TestGuestsShutDownInTheirOwnTime(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.sbg)
	w.post("/sites/sbg/guest", `{"shutdownMillis":100,"ignoresShutdown":["docker-03"],"withoutTools":["docker-04"]}`)
	if err := operator.shutdown(w.vm("sbg", "docker-04")); !isVimFault[*types.ToolsUnavailable](err) {
		t.Errorf("without tools: %v", err)
	}
	for _, name := range []string{"docker-02", "docker-03"} {
		if err := operator.shutdown(w.vm("sbg", name)); err != nil {
			t.Fatal(err)
		}
		if state := w.vm("sbg", name).PowerState; state != on {
			t.Errorf("%s is %s at once", name, state)
		}
	}
	w.until("docker-02 is off", func() bool { return w.vm("sbg", "docker-02").PowerState == off })
	if state := w.vm("sbg", "docker-03").PowerState; state != on {
		t.Errorf("docker-03 is %s, it was to ignore the shutdown", state)
	}
	if err := operator.shutdown(w.vm("sbg", "docker-02")); !isVimFault[*types.InvalidPowerState](err) {
		t.Errorf("already off: %v", err)
	}
}

func TestAVMIsReregistered(t *testing.T) {
	w := newWorld(t)
	before := w.vm("sbg", "mysql-01")
	after := ask[vcenter.VM](w, http.StatusOK, http.MethodPost, "/sites/sbg/vms/mysql-01/reregister", "")
	if after.MoRef == before.MoRef {
		t.Errorf("it has the same MoRef %s", after.MoRef)
	}
	after.MoRef = before.MoRef
	if after.InstanceUUID != before.InstanceUUID || after.BiosUUID != before.BiosUUID || after.PowerState != on ||
		after.ExtraConfig["pra.failback.site"] != "sbg" {
		t.Errorf("before %+v\nafter %+v", before, after)
	}
}

func TestTwoVMsWithOneName(t *testing.T) {
	w := newWorld(t)
	twin := ask[vcenter.VM](w, http.StatusOK, http.MethodPost, "/sites/rbx/vms",
		`{"name":"mysql-01","folder":"restored","powerState":"suspended"}`)
	if twin.PowerState != suspended || twin.Folder != "restored" {
		t.Errorf("%+v", twin)
	}
	ask[any](w, http.StatusNotFound, http.MethodGet, "/sites/rbx/vms/mysql-01", "")
	w.delete("/sites/rbx/vms/" + twin.MoRef)
	w.vm("rbx", "mysql-01")
}

func TestAVMWithALineBreakInItsName(t *testing.T) {
	w := newWorld(t)
	ask[vcenter.VM](w, http.StatusOK, http.MethodPost, "/sites/rbx/vms", `{"name":"evil\n\u009b31mred"}`)
	w.vm("rbx", url.PathEscape("evil\n\u009b31mred"))
}

func TestALostHost(t *testing.T) {
	w := newWorld(t)
	operator := w.login(w.rbx)
	vm := w.vm("rbx", "mysql-01")
	w.post("/sites/rbx/vms/mysql-01/state", `{"connectionState":"disconnected"}`)
	state, err := operator.read(vm.Ref(), "runtime.connectionState")
	if err != nil || state != types.VirtualMachineConnectionStateDisconnected {
		t.Errorf("%v, %v", state, err)
	}
}

func TestMistakesAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, mistake := range []struct {
		path, body string
		status     int
	}{
		{"/sites/nowhere/stop", ``, http.StatusNotFound},
		{"/sites/rbx/vms/nobody/power", `{"op":"on"}`, http.StatusNotFound},
		{"/sites/rbx/vms/mysql-01/power", `{"op":"explode"}`, http.StatusBadRequest},
		{"/sites/rbx/vms/mysql-01/power", `{"op":"off"}`, http.StatusConflict},
		{"/sites/rbx/vms/mysql-01/power", `{"op":"on","user":"nobody"}`, http.StatusBadRequest},
		{"/sites/rbx/power", `{"op":"on","name":["mysql-01"]}`, http.StatusBadRequest},
		{"/sites/rbx/faults", `{"method":"SuspendVM_Task","fault":"NoSuchFault"}`, http.StatusBadRequest},
		{"/sites/rbx/faults", `{"method":"Login","at":"taskNeverEnds"}`, http.StatusBadRequest},
		{"/sites/rbx/faults", `{"fault":"InvalidState"}`, http.StatusBadRequest},
		{"/sites/rbx/delays", `{"method":"*"}`, http.StatusBadRequest},
		{"/sites/rbx/session-timeout", `{}`, http.StatusBadRequest},
		{"/sites/rbx/vms/mysql-01/state", `{"connectionState":"tired"}`, http.StatusBadRequest},
		{"/nothing", ``, http.StatusNotFound},
	} {
		answer := ask[map[string]string](w, mistake.status, http.MethodPost, mistake.path, mistake.body)
		if answer["error"] == "" {
			t.Errorf("%s %s: no error in %v", mistake.path, mistake.body, answer)
		}
	}
}
