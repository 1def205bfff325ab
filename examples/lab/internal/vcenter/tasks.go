package vcenter

import (
	"context"
	"fmt"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// taskWatch tells when a task has ended. A property collector would tell too, but each one slows the simulator down for
// all: it collects every object again at every update.
type taskWatch struct {
	mutex   sync.Mutex
	waiting map[types.ManagedObjectReference]chan struct{}
}

func newTaskWatch() *taskWatch {
	return &taskWatch{waiting: map[types.ManagedObjectReference]chan struct{}{}}
}

// Reference only has to differ from those of the other handlers.
func (w *taskWatch) Reference() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "FailbackLab", Value: "tasks"}
}

// PutObject does nothing: a task is new then, not ended.
func (w *taskWatch) PutObject(*simulator.Context, mo.Reference) {}

// RemoveObject does nothing: the simulator keeps its tasks.
func (w *taskWatch) RemoveObject(*simulator.Context, types.ManagedObjectReference) {}

// UpdateObject wakes whoever waits for the task, under the lock of which it is called.
func (w *taskWatch) UpdateObject(_ *simulator.Context, object mo.Reference, _ []types.PropertyChange) {
	task, ok := object.(*mo.Task)
	if !ok || !ended(task.Info.State) {
		return
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if done, ok := w.waiting[task.Self]; ok {
		delete(w.waiting, task.Self)
		close(done)
	}
}

// await waits for the end of a task and returns what became of it.
func (w *taskWatch) await(
	ctx context.Context, registry *simulator.Registry, ref types.ManagedObjectReference,
) (types.TaskInfo, error) {
	w.mutex.Lock()
	done, ok := w.waiting[ref]
	if !ok {
		done = make(chan struct{})
		w.waiting[ref] = done
	}
	w.mutex.Unlock()
	// It may have ended before anyone waited.
	if info := readTask(registry, ref); ended(info.State) {
		w.forget(ref)
		return info, nil
	}
	select {
	case <-done:
		return readTask(registry, ref), nil
	case <-ctx.Done():
		return types.TaskInfo{}, fmt.Errorf("waiting for %s: %w", ref.Value, ctx.Err())
	}
}

func (w *taskWatch) forget(ref types.ManagedObjectReference) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	delete(w.waiting, ref)
}

func readTask(registry *simulator.Registry, ref types.ManagedObjectReference) (info types.TaskInfo) {
	task, ok := registry.Get(ref).(*simulator.Task)
	if !ok {
		return info
	}
	registry.WithLock(&simulator.Context{}, task, func() { info = task.Info })
	return info
}

func ended(state types.TaskInfoState) bool {
	return state == types.TaskInfoStateSuccess || state == types.TaskInfoStateError
}
