package vcenter

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	// settling lets updates gather, so that a burst is reported in few sets; the simulator's own ticks every 20 ms.
	settling = 10 * time.Millisecond
	// pageSize is the policy of a real vCenter: no update set has more object updates.
	pageSize = 100
)

// collector is a PropertyCollector that works as the API reference says. The simulator's own collects every object of a
// filter again for every update of anything, which takes minutes after a burst of 200; it knows no versions, and loses
// the updates of a reply that does not arrive. Everything but waiting for updates is still the simulator's.
type collector struct {
	simulator.PropertyCollector

	mutex   sync.Mutex
	ear     *ear
	filters []*collectorFilter
	// version is that of the last set that was handed out, previous that of the one before; last can be asked for again.
	version, previous int
	last              *types.UpdateSet
	// pages are what is left of a truncated set.
	pages  []*types.UpdateSet
	cancel context.CancelFunc
}

// installCollector puts a collector in the place of the simulator's: the simulator makes each session's own from its type.
func installCollector(registry *simulator.Registry, ref types.ManagedObjectReference) {
	c := &collector{}
	c.Self = ref
	registry.Put(c)
}

// CreatePropertyCollector answers the method of that name.
func (c *collector) CreatePropertyCollector(ctx *simulator.Context, _ *types.CreatePropertyCollector) soap.HasFault {
	made := &collector{}
	made.Self = sessionRef(ctx, "PropertyCollector")
	ctx.Session.Put(made)
	return &methods.CreatePropertyCollectorBody{Res: &types.CreatePropertyCollectorResponse{Returnval: made.Self}}
}

// DestroyPropertyCollector answers the method of that name.
func (c *collector) DestroyPropertyCollector(ctx *simulator.Context, req *types.DestroyPropertyCollector) soap.HasFault {
	c.stopWaiting()
	c.mutex.Lock()
	if c.ear != nil {
		ctx.Map.RemoveHandler(c.ear)
		ctx.Session.Remove(ctx, c.ear.ref)
	}
	c.mutex.Unlock()
	return c.PropertyCollector.DestroyPropertyCollector(ctx, req)
}

// CreateFilter answers the method of that name. A call that waits reports the filter's objects at once.
func (c *collector) CreateFilter(ctx *simulator.Context, req *types.CreateFilter) soap.HasFault {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.listen(ctx)
	answer := c.PropertyCollector.CreateFilter(ctx, req)
	if body, ok := answer.(*methods.CreateFilterBody); ok && body.Res != nil {
		c.filters = append(c.filters, newCollectorFilter(body.Res.Returnval, req.Spec))
		c.ear.wake()
	}
	return answer
}

// WaitForUpdatesEx answers the method of that name.
func (c *collector) WaitForUpdatesEx(ctx *simulator.Context, req *types.WaitForUpdatesEx) soap.HasFault {
	wait, cancel := c.begin(req.Options)
	defer cancel()
	set, fault := c.updates(ctx, wait, req)
	if fault != nil {
		return &methods.WaitForUpdatesExBody{Fault_: simulator.Fault("", fault)}
	}
	return &methods.WaitForUpdatesExBody{Res: &types.WaitForUpdatesExResponse{Returnval: set}}
}

// WaitForUpdates answers the older method, which has no options.
func (c *collector) WaitForUpdates(ctx *simulator.Context, req *types.WaitForUpdates) soap.HasFault {
	wait, cancel := c.begin(nil)
	defer cancel()
	set, fault := c.updates(ctx, wait, &types.WaitForUpdatesEx{This: req.This, Version: req.Version})
	if fault != nil {
		return &methods.WaitForUpdatesBody{Fault_: simulator.Fault("", fault)}
	}
	return &methods.WaitForUpdatesBody{Res: &types.WaitForUpdatesResponse{Returnval: *set}}
}

// CancelWaitForUpdates answers the method of that name.
func (c *collector) CancelWaitForUpdates(*types.CancelWaitForUpdates) soap.HasFault {
	c.stopWaiting()
	return &methods.CancelWaitForUpdatesBody{Res: new(types.CancelWaitForUpdatesResponse)}
}

// begin ends an earlier call that still waits: a collector has one at a time.
func (c *collector) begin(options *types.WaitOptions) (context.Context, context.CancelFunc) {
	c.stopWaiting()
	wait, cancel := context.WithCancel(context.Background())
	if options != nil && options.MaxWaitSeconds != nil {
		wait, cancel = context.WithTimeout(context.Background(), time.Duration(*options.MaxWaitSeconds)*time.Second)
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.cancel = cancel
	return wait, cancel
}

func (c *collector) stopWaiting() {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.cancel != nil {
		c.cancel()
	}
}

// updates returns the next set, or nil when the time is over without any.
func (c *collector) updates(
	ctx *simulator.Context, wait context.Context, req *types.WaitForUpdatesEx,
) (*types.UpdateSet, types.BaseMethodFault) {
	limit := pageSize
	if req.Options != nil && req.Options.MaxObjectUpdates > 0 {
		limit = min(limit, int(req.Options.MaxObjectUpdates))
	}
	set, fault := c.resume(ctx, req.Version)
	if set != nil || fault != nil {
		return set, fault
	}
	for {
		set, fault := c.collect(ctx, limit, req.Version == "")
		if set != nil || fault != nil {
			return set, fault
		}
		select {
		case <-c.ear.woken:
		case <-wait.Done():
			if wait.Err() == context.Canceled {
				return nil, new(types.RequestCanceled)
			}
			return nil, nil
		}
		time.Sleep(settling)
	}
}

// resume handles the version that the client has: none is a new start, the last but one means that the last reply did not
// arrive, and any other than the last is refused.
func (c *collector) resume(ctx *simulator.Context, version string) (*types.UpdateSet, types.BaseMethodFault) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.listen(ctx)
	switch {
	case version == "":
		c.pages, c.last = nil, nil
		for _, filter := range c.filters {
			filter.forget()
		}
	case c.last != nil && version == strconv.Itoa(c.previous):
		return c.last, nil
	case version != strconv.Itoa(c.version):
		return nil, new(types.InvalidCollectorVersion)
	case len(c.pages) > 0:
		return c.handOut(c.pages), nil
	}
	return nil, nil
}

// collect returns what is new, nil if nothing is; the first set of a new start is returned even when it is empty.
func (c *collector) collect(
	ctx *simulator.Context, limit int, start bool,
) (*types.UpdateSet, types.BaseMethodFault) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	news := c.ear.take()
	var filters []*collectorFilter
	var updates []types.PropertyFilterUpdate
	for _, filter := range c.filters {
		if ctx.Session.Get(filter.ref) == nil {
			continue // destroyed
		}
		filters = append(filters, filter)
		objects, fault := filter.changes(ctx, &c.PropertyCollector, news)
		if fault != nil {
			return nil, fault
		}
		if len(objects) > 0 {
			updates = append(updates, types.PropertyFilterUpdate{Filter: filter.ref, ObjectSet: objects})
		}
	}
	c.filters = filters
	if len(updates) == 0 && !start {
		return nil, nil
	}
	return c.handOut(paged(updates, limit)), nil
}

// handOut gives the first page a version and keeps the others.
func (c *collector) handOut(pages []*types.UpdateSet) *types.UpdateSet {
	c.previous = c.version
	c.version++
	c.last, c.pages = pages[0], pages[1:]
	c.last.Version = strconv.Itoa(c.version)
	if len(c.pages) > 0 {
		c.last.Truncated = types.NewBool(true)
	}
	return c.last
}

func (c *collector) listen(ctx *simulator.Context) {
	if c.ear == nil {
		c.ear = newEar(sessionRef(ctx, "FailbackLab"))
		ctx.Session.Put(c.ear) // so that it goes with the session
		ctx.Map.AddHandler(c.ear)
	}
}

// paged splits updates into sets of at most limit objects; there is always one.
func paged(updates []types.PropertyFilterUpdate, limit int) []*types.UpdateSet {
	page, room := &types.UpdateSet{}, limit
	pages := []*types.UpdateSet{page}
	for _, update := range updates {
		for objects := update.ObjectSet; len(objects) > 0; {
			if room == 0 {
				page, room = &types.UpdateSet{}, limit
				pages = append(pages, page)
			}
			n := min(room, len(objects))
			page.FilterSet = append(page.FilterSet, types.PropertyFilterUpdate{Filter: update.Filter, ObjectSet: objects[:n]})
			objects, room = objects[n:], room-n
		}
	}
	return pages
}

func sessionRef(ctx *simulator.Context, kind string) types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: kind, Value: fmt.Sprintf("session[%s]%s", ctx.Session.Key, uuid.New())}
}
