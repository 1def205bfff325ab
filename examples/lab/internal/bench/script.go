package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"

	"failback.pra.io/lab/internal/vcenters"
)

// script makes the power calls of a failback as a bare govmomi program would: no status, no live look, no authority, no
// second thought. What it takes is what the VMs and their vCenters take.
type script struct {
	client *vim25.Client
	vms    map[string]*object.VirtualMachine
}

// newScript logs in and looks the VMs up, which is not measured.
func newScript(ctx context.Context, site vcenters.SiteInfo) (*script, error) {
	client, err := site.LogIn(ctx, site.Operator)
	if err != nil {
		return nil, err
	}
	found, err := find.NewFinder(client).VirtualMachineList(ctx, vcenters.Production(site.Site)+"/*")
	if err != nil {
		return nil, err
	}
	s := &script{client: client, vms: map[string]*object.VirtualMachine{}}
	for _, vm := range found {
		s.vms[vm.Name()] = vm
	}
	return s, nil
}

// wave calls all of its VMs at once, and returns when the vCenter has told that each of them is in the state.
func (s *script) wave(
	ctx context.Context, names []string, state types.VirtualMachinePowerState, call func(context.Context, *object.VirtualMachine) error,
) error {
	var group sync.WaitGroup
	errs := make([]error, len(names))
	missing := map[types.ManagedObjectReference]bool{}
	for i, name := range names {
		vm, known := s.vms[name]
		if !known {
			return fmt.Errorf("the vCenter has no VM %s", name)
		}
		missing[vm.Reference()] = true
		group.Go(func() { errs[i] = call(ctx, vm) })
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	all, err := view.NewManager(s.client).CreateContainerView(ctx, s.client.ServiceContent.RootFolder, []string{"VirtualMachine"}, true)
	if err != nil {
		return err
	}
	defer func() { _ = all.Destroy(ctx) }()
	filter := new(property.WaitFilter).Add(all.Reference(), "VirtualMachine", []string{"runtime.powerState"}, all.TraversalSpec())
	return property.WaitForUpdates(ctx, property.DefaultCollector(s.client), filter, func(updates []types.ObjectUpdate) bool {
		for _, update := range updates {
			for _, change := range update.ChangeSet {
				if change.Val == state {
					delete(missing, update.Obj)
				}
			}
		}
		return len(missing) == 0
	})
}

func shutDown(ctx context.Context, vm *object.VirtualMachine) error { return vm.ShutdownGuest(ctx) }

func powerOn(ctx context.Context, vm *object.VirtualMachine) error {
	_, err := vm.PowerOn(ctx)
	return err
}
