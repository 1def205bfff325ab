package vcenter

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// collectorFilter is what a collector has told about one filter.
type collectorFilter struct {
	ref  types.ManagedObjectReference
	spec types.PropertyFilterSpec
	// known are the last values told, by object and property, as JSON: the simulator changes its own in place.
	known map[types.ManagedObjectReference]map[string]string
	// fresh means that nothing was told yet.
	fresh bool
}

func newCollectorFilter(ref types.ManagedObjectReference, spec types.PropertyFilterSpec) *collectorFilter {
	filter := &collectorFilter{ref: ref, spec: spec}
	filter.forget()
	return filter
}

func (f *collectorFilter) forget() {
	f.known, f.fresh = map[types.ManagedObjectReference]map[string]string{}, true
}

// changes compares what is with what was told, and tells the difference. It looks only where there is news.
func (f *collectorFilter) changes(
	ctx *simulator.Context, reader *simulator.PropertyCollector, heard news,
) ([]types.ObjectUpdate, types.BaseMethodFault) {
	if f.fresh || heard.inventory {
		f.fresh = false
		return f.compareAll(ctx, reader)
	}
	var updates []types.ObjectUpdate
	for ref := range heard.changed {
		if _, ours := f.known[ref]; !ours {
			continue
		}
		contents, fault := read(ctx, reader, types.PropertyFilterSpec{
			PropSet:   f.spec.PropSet,
			ObjectSet: []types.ObjectSpec{{Obj: ref}},
		})
		if fault != nil {
			return nil, fault
		}
		for _, content := range contents {
			updates = f.compare(updates, content)
		}
	}
	return updates, nil
}

func (f *collectorFilter) compareAll(
	ctx *simulator.Context, reader *simulator.PropertyCollector,
) ([]types.ObjectUpdate, types.BaseMethodFault) {
	contents, fault := read(ctx, reader, f.spec)
	if fault != nil {
		return nil, fault
	}
	var updates []types.ObjectUpdate
	present := map[types.ManagedObjectReference]bool{}
	for _, content := range contents {
		present[content.Obj] = true
		updates = f.compare(updates, content)
	}
	for ref := range f.known {
		if !present[ref] {
			delete(f.known, ref)
			updates = append(updates, types.ObjectUpdate{Kind: types.ObjectUpdateKindLeave, Obj: ref})
		}
	}
	return updates, nil
}

// compare appends an update for the object unless it is as it was told.
func (f *collectorFilter) compare(updates []types.ObjectUpdate, content types.ObjectContent) []types.ObjectUpdate {
	told, seen := f.known[content.Obj]
	values := map[string]string{}
	var changes []types.PropertyChange
	for _, property := range content.PropSet {
		value := fingerprint(property.Val)
		values[property.Name] = value
		if before, known := told[property.Name]; !known || before != value {
			changes = append(changes, types.PropertyChange{
				Op: types.PropertyChangeOpAssign, Name: property.Name, Val: property.Val,
			})
		}
	}
	for name := range told {
		if _, still := values[name]; !still {
			changes = append(changes, types.PropertyChange{Op: types.PropertyChangeOpIndirectRemove, Name: name})
		}
	}
	f.known[content.Obj] = values
	switch {
	case !seen:
		return append(updates, types.ObjectUpdate{Kind: types.ObjectUpdateKindEnter, Obj: content.Obj, ChangeSet: changes})
	case len(changes) > 0:
		return append(updates, types.ObjectUpdate{Kind: types.ObjectUpdateKindModify, Obj: content.Obj, ChangeSet: changes})
	default:
		return updates
	}
}

// read returns the objects that a filter selects, in their present state. An object that it names and that is gone is
// left out: it has left.
func read(
	ctx *simulator.Context, reader *simulator.PropertyCollector, spec types.PropertyFilterSpec,
) ([]types.ObjectContent, types.BaseMethodFault) {
	spec.ObjectSet = slices.DeleteFunc(slices.Clone(spec.ObjectSet), func(object types.ObjectSpec) bool {
		return ctx.Session.Get(object.Obj) == nil
	})
	answer := reader.RetrievePropertiesEx(ctx, &types.RetrievePropertiesEx{SpecSet: []types.PropertyFilterSpec{spec}})
	if fault := answer.Fault(); fault != nil {
		if vim, ok := fault.VimFault().(types.BaseMethodFault); ok {
			return nil, vim
		}
		return nil, &types.InvalidProperty{}
	}
	return answer.(*methods.RetrievePropertiesExBody).Res.Returnval.Objects, nil
}

func fingerprint(value types.AnyType) string {
	content, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%#v", value)
	}
	return string(content)
}
