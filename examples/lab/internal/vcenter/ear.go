package vcenter

import (
	"slices"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// news is what an ear heard since it was last asked.
type news struct {
	changed map[types.ManagedObjectReference]bool
	// inventory: objects came or went, or a view or a folder changed: filters that select have to select again.
	inventory bool
}

// maxNews bounds what an ear remembers for a collector on which nobody waits any more.
const maxNews = 10_000

// ear hears of updates for one collector.
type ear struct {
	// The simulator looks for a managed object in what it registers; this one is never read.
	mo.Task
	ref types.ManagedObjectReference
	// woken has a value when there may be news.
	woken chan struct{}

	mutex sync.Mutex
	heard news
}

func newEar(ref types.ManagedObjectReference) *ear {
	e := &ear{ref: ref, woken: make(chan struct{}, 1), heard: newNews()}
	e.Self = ref
	return e
}

func newNews() news { return news{changed: map[types.ManagedObjectReference]bool{}} }

// Reference identifies it among the handlers.
func (e *ear) Reference() types.ManagedObjectReference { return e.ref }

// PutObject hears of a new object.
func (e *ear) PutObject(_ *simulator.Context, object mo.Reference) {
	e.inventoryChanged(object.Reference())
}

// RemoveObject hears that an object is gone.
func (e *ear) RemoveObject(_ *simulator.Context, ref types.ManagedObjectReference) {
	e.inventoryChanged(ref)
}

// UpdateObject hears of an update, under the lock of its object.
func (e *ear) UpdateObject(_ *simulator.Context, object mo.Reference, _ []types.PropertyChange) {
	ref := object.Reference()
	if slices.Contains([]string{"ContainerView", "ListView", "Folder"}, ref.Type) {
		e.inventoryChanged(ref)
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.heard.changed[ref] = true
	if len(e.heard.changed) > maxNews {
		e.heard = newNews()
		e.heard.inventory = true // look at everything instead
	}
	e.wake()
}

// inventoryChanged leaves out tasks, which come by the hundred and which no filter selects.
func (e *ear) inventoryChanged(ref types.ManagedObjectReference) {
	if ref.Type == "Task" {
		return
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.heard.inventory = true
	e.wake()
}

// take returns the news and forgets them.
func (e *ear) take() news {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	heard := e.heard
	e.heard = newNews()
	return heard
}

func (e *ear) wake() {
	select {
	case e.woken <- struct{}{}:
	default:
	}
}
