package vcenter

import (
	"context"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// Kinds of PowerChange.
const (
	Created = "created"
	Changed = "changed"
	Removed = "removed"
)

// PowerChange is a fact about a VM, recorded inside the very call that makes it true.
type PowerChange struct {
	// Seq orders the facts of both sites, without gaps, from 1.
	Seq int64 `json:"seq"`
	// AtNanos is the wall-clock time in nanoseconds since 1970.
	AtNanos int64     `json:"atNanos"`
	At      time.Time `json:"at"`
	Kind    string    `json:"kind"`
	Site    string    `json:"site"`
	VM      string    `json:"vm"`
	MoRef   string    `json:"moRef"`
	// From is empty for a creation, To for a removal.
	From string `json:"from"`
	To   string `json:"to"`
	// User is whose session made the change; the lab's control endpoint appears as the user it acts for.
	User string `json:"user,omitempty"`
}

// Referee records every change of power state of every VM of both sites. It hears of them from the simulators'
// registries, synchronously and under the VM's lock, and so misses none.
type Referee struct {
	mutex   sync.Mutex
	changes []PowerChange
	more    chan struct{}
}

// NewReferee returns a referee that has seen nothing yet.
func NewReferee() *Referee { return &Referee{more: make(chan struct{})} }

// Since returns the changes after the one numbered seq. If there are none yet it waits for one, as long as ctx lasts.
func (r *Referee) Since(ctx context.Context, seq int64) []PowerChange {
	for {
		r.mutex.Lock()
		all, more := r.changes, r.more
		r.mutex.Unlock()
		if seq < 0 {
			seq = 0
		}
		if seq < int64(len(all)) {
			return all[seq:]
		}
		select {
		case <-more:
		case <-ctx.Done():
			return nil
		}
	}
}

func (r *Referee) record(change PowerChange) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	change.At = time.Now()
	change.AtNanos = change.At.UnixNano()
	change.Seq = int64(len(r.changes)) + 1
	r.changes = append(r.changes, change)
	close(r.more)
	r.more = make(chan struct{})
}

// witness reports one site's changes to the referee. It keeps the last state of each VM because an update carries only
// the new one.
type witness struct {
	referee *Referee
	site    string
	mutex   sync.Mutex
	known   map[types.ManagedObjectReference]knownVM
}

type knownVM struct {
	name  string
	state types.VirtualMachinePowerState
}

func (r *Referee) witness(site string) *witness {
	return &witness{referee: r, site: site, known: map[types.ManagedObjectReference]knownVM{}}
}

// Reference only has to differ from those of the other handlers.
func (w *witness) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "FailbackLab", Value: "referee"}
}

// PutObject does nothing: the simulator registers a VM before it has a name, and names it in an update.
func (w *witness) PutObject(*simulator.Context, mo.Reference) {}

// UpdateObject hears of each update of any object, after it was applied.
func (w *witness) UpdateObject(ctx *simulator.Context, object mo.Reference, changes []types.PropertyChange) {
	vm, ok := object.(*mo.VirtualMachine)
	if !ok || vm.Name == "" {
		return
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	before, seen := w.known[vm.Self]
	now := knownVM{name: vm.Name, state: vm.Runtime.PowerState}
	if seen && before == now {
		return
	}
	w.known[vm.Self] = now
	switch {
	case !seen:
		w.record(ctx, Created, vm.Self, now.name, "", now.state)
	case before.state != now.state:
		w.record(ctx, Changed, vm.Self, now.name, before.state, now.state)
	}
}

// RemoveObject hears of each object that leaves the registry.
func (w *witness) RemoveObject(ctx *simulator.Context, ref types.ManagedObjectReference) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if last, seen := w.known[ref]; seen {
		delete(w.known, ref)
		w.record(ctx, Removed, ref, last.name, last.state, "")
	}
}

func (w *witness) record(
	ctx *simulator.Context, kind string, ref types.ManagedObjectReference, name string, from, to types.VirtualMachinePowerState,
) {
	change := PowerChange{Kind: kind, Site: w.site, VM: name, MoRef: ref.Value, From: string(from), To: string(to)}
	if ctx != nil && ctx.Session != nil {
		change.User = ctx.Session.UserName
	}
	w.referee.record(change)
}
