package control

import (
	"context"
	"testing"

	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// watcher is a property collector of the subject.
type watcher struct {
	*subject
	ref types.ManagedObjectReference
}

func (s *subject) collector() *watcher {
	s.t.Helper()
	made, err := methods.CreatePropertyCollector(context.Background(), s,
		&types.CreatePropertyCollector{This: s.ServiceContent.PropertyCollector})
	if err != nil {
		s.t.Fatal(err)
	}
	return &watcher{s, made.Returnval}
}

// watchVMs adds a filter on a property of all VMs.
func (w *watcher) watchVMs(property string) {
	w.t.Helper()
	ctx := context.Background()
	view, err := methods.CreateContainerView(ctx, w, &types.CreateContainerView{
		This: *w.ServiceContent.ViewManager, Container: w.ServiceContent.RootFolder, Type: []string{"VirtualMachine"}, Recursive: true,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	_, err = methods.CreateFilter(ctx, w, &types.CreateFilter{This: w.ref, Spec: types.PropertyFilterSpec{
		PropSet: []types.PropertySpec{{Type: "VirtualMachine", PathSet: []string{property}}},
		ObjectSet: []types.ObjectSpec{{Obj: view.Returnval, Skip: types.NewBool(true), SelectSet: []types.BaseSelectionSpec{
			&types.TraversalSpec{Type: "ContainerView", Path: "view"},
		}}},
	}})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *watcher) tryWait(version string, most int32) (*types.UpdateSet, error) {
	response, err := methods.WaitForUpdatesEx(context.Background(), w, &types.WaitForUpdatesEx{
		This: w.ref, Version: version, Options: &types.WaitOptions{MaxObjectUpdates: most, MaxWaitSeconds: types.NewInt32(20)},
	})
	if err != nil {
		return nil, err
	}
	return response.Returnval, nil
}

func (w *watcher) wait(version string, most int32) *types.UpdateSet {
	w.t.Helper()
	set, err := w.tryWait(version, most)
	if err != nil || set == nil {
		w.t.Fatalf("version %q: %+v, %v", version, set, err)
	}
	return set
}

// kinds counts the object updates of a set by kind.
func kinds(set *types.UpdateSet) map[types.ObjectUpdateKind]int {
	counts := map[types.ObjectUpdateKind]int{}
	for _, filter := range set.FilterSet {
		for _, object := range filter.ObjectSet {
			counts[object.Kind]++
		}
	}
	return counts
}

func TestAReplyThatWasLostCanBeAskedForAgain(t *testing.T) {
	w := newWorld(t)
	watcher := w.login(w.rbx).collector()
	watcher.watchVMs("runtime.powerState")
	first := watcher.wait("", 0)
	w.post("/sites/rbx/vms/mysql-01/power", `{"op":"on"}`)
	second := watcher.wait(first.Version, 0)
	again := watcher.wait(first.Version, 0)
	if second.Version != again.Version || kinds(again)[types.ObjectUpdateKindModify] != 1 {
		t.Errorf("first %+v, then %+v", second, again)
	}
	w.post("/sites/rbx/vms/mysql-01/power", `{"op":"suspend"}`)
	third := watcher.wait(second.Version, 0)
	if state := third.FilterSet[0].ObjectSet[0].ChangeSet[0].Val; state != types.VirtualMachinePowerStateSuspended {
		t.Errorf("got %v", state)
	}
}

func TestAnUnknownVersionIsRefused(t *testing.T) {
	w := newWorld(t)
	watcher := w.login(w.rbx).collector()
	if _, err := watcher.tryWait("4711", 0); !isVimFault[*types.InvalidCollectorVersion](err) {
		t.Errorf("got %v", err)
	}
}

func TestManyUpdatesComeInPages(t *testing.T) {
	w := newWorld(t)
	watcher := w.login(w.rbx).collector()
	watcher.watchVMs("name")
	version, entered, pages := "", 0, 0
	for truncated := true; truncated; pages++ {
		set := watcher.wait(version, 4)
		version, truncated = set.Version, set.Truncated != nil && *set.Truncated
		entered += kinds(set)[types.ObjectUpdateKindEnter]
	}
	if entered != 6 || pages != 2 {
		t.Errorf("%d VMs in %d pages, want 6 in 2", entered, pages)
	}
}

func TestAFilterThatComesWhileACallWaits(t *testing.T) {
	w := newWorld(t)
	watcher := w.login(w.rbx).collector()
	version := watcher.wait("", 0).Version
	answered := make(chan *types.UpdateSet)
	go func() {
		set, _ := watcher.tryWait(version, 0)
		answered <- set
	}()
	watcher.watchVMs("name")
	if set := <-answered; set == nil || kinds(set)[types.ObjectUpdateKindEnter] != 6 {
		t.Errorf("got %+v", set)
	}
}

func TestVMsThatComeAndGo(t *testing.T) {
	w := newWorld(t)
	watcher := w.login(w.rbx).collector()
	watcher.watchVMs("config.instanceUuid")
	version := watcher.wait("", 0).Version
	w.post("/sites/rbx/vms/mysql-01/reregister", "")
	entered, left, uuid := 0, 0, ""
	for entered == 0 || left == 0 || uuid != w.vm("rbx", "mysql-01").InstanceUUID {
		set := watcher.wait(version, 0)
		version = set.Version
		entered += kinds(set)[types.ObjectUpdateKindEnter]
		left += kinds(set)[types.ObjectUpdateKindLeave]
		for _, object := range set.FilterSet[0].ObjectSet {
			for _, change := range object.ChangeSet {
				uuid, _ = change.Val.(string)
			}
		}
	}
	if entered != 1 || left != 1 {
		t.Errorf("%d entered, %d left", entered, left)
	}
}

func TestABurstIsSeenWhole(t *testing.T) {
	w := newWorld(t)
	watcher := w.login(w.rbx).collector()
	watcher.watchVMs("runtime.powerState")
	version := watcher.wait("", 0).Version
	w.post("/sites/rbx/power", `{"op":"on","concurrent":true}`)
	on := map[string]bool{}
	for len(on) < 6 {
		set := watcher.wait(version, 0)
		version = set.Version
		for _, object := range set.FilterSet[0].ObjectSet {
			on[object.Obj.Value] = object.ChangeSet[0].Val == types.VirtualMachinePowerStatePoweredOn
		}
	}
}
