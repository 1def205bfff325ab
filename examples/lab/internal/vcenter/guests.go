package vcenter

import (
	"fmt"
	"path"
	"slices"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// defaultShutdownMillis is short enough for a demo and long enough to be seen.
const defaultShutdownMillis = 500

// GuestSettings say how the operating systems in the VMs of a site react to ShutdownGuest. The names are globs.
type GuestSettings struct {
	ShutdownMillis int `json:"shutdownMillis"`
	// IgnoresShutdown: the call is accepted and nothing happens.
	IgnoresShutdown []string `json:"ignoresShutdown"`
	// WithoutTools: the call is refused with ToolsUnavailable.
	WithoutTools []string `json:"withoutTools"`
}

// Guests are the guests of a site.
type Guests struct {
	mutex    sync.Mutex
	settings GuestSettings
}

// guestBehaviour is that of one guest.
type guestBehaviour struct {
	shutdown              time.Duration
	ignores, withoutTools bool
}

// NewGuests returns guests that shut down after half a second.
func NewGuests() *Guests {
	return &Guests{settings: GuestSettings{ShutdownMillis: defaultShutdownMillis}}
}

// Settings are those in force.
func (g *Guests) Settings() GuestSettings {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	return g.settings
}

// Set replaces all settings.
func (g *Guests) Set(settings GuestSettings) error {
	for _, glob := range slices.Concat(settings.IgnoresShutdown, settings.WithoutTools) {
		if _, err := path.Match(glob, ""); err != nil {
			return fmt.Errorf("glob %q: %w", glob, err)
		}
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	g.settings = settings
	return nil
}

func (g *Guests) behaviour(vm string) guestBehaviour {
	settings := g.Settings()
	matches := func(pattern string) bool { return glob(pattern, vm) }
	return guestBehaviour{
		shutdown:     time.Duration(settings.ShutdownMillis) * time.Millisecond,
		ignores:      slices.ContainsFunc(settings.IgnoresShutdown, matches),
		withoutTools: slices.ContainsFunc(settings.WithoutTools, matches),
	}
}

// ShutdownGuest answers ShutdownGuest as a real vCenter does: it returns at once, without a task, and the VM is powered
// off when its guest is done. The simulator's own powers it off within the call.
func (d *detour) ShutdownGuest(ctx *simulator.Context, req *types.ShutdownGuest) soap.HasFault {
	plan, _ := ctx.Value(planKey{}).(taskPlan)
	ctx = ownContext(ctx)
	vm, ok := ctx.Map.Get(req.This).(*simulator.VirtualMachine)
	if !ok {
		return refuseShutdown("The object has already been deleted.", &types.ManagedObjectNotFound{Obj: req.This})
	}
	var state types.VirtualMachinePowerState
	ctx.WithLock(vm, func() { state = vm.Runtime.PowerState })
	switch {
	case state != types.VirtualMachinePowerStatePoweredOn:
		return refuseShutdown("The attempted operation cannot be performed in the current state.", &types.InvalidPowerState{
			RequestedState: types.VirtualMachinePowerStatePoweredOn,
			ExistingState:  state,
		})
	case plan.guest.withoutTools:
		return refuseShutdown("VMware Tools is not running in this virtual machine.", &types.ToolsUnavailable{})
	case plan.fault != "":
		fault, _ := newFault(plan.fault, req.This)
		return refuseShutdown(plan.message, fault)
	}
	if !plan.guest.ignores && !plan.neverEnds {
		time.AfterFunc(plan.guest.shutdown+plan.delay, func() {
			ctx.WithLock(vm, func() { vm.ShutdownGuest(ctx, req) })
		})
	}
	return &methods.ShutdownGuestBody{Res: new(types.ShutdownGuestResponse)}
}

func refuseShutdown(message string, fault types.BaseMethodFault) soap.HasFault {
	return &methods.ShutdownGuestBody{Fault_: simulator.Fault(message, fault)}
}

// Tools are what a vCenter says of the VMware Tools of a VM, whatever its power state.
type Tools struct {
	// Heartbeat is green, yellow, red or gray.
	Heartbeat types.ManagedEntityStatus `json:"heartbeat"`
	Running   bool                      `json:"running"`
	Installed bool                      `json:"installed"`
}

// SetTools changes what the vCenter says of the Tools of a VM. Until then its heartbeat is not reported.
func (s *Site) SetTools(vm VM, tools Tools) error {
	if !slices.Contains(types.ManagedEntityStatus("").Values(), tools.Heartbeat) {
		return fmt.Errorf("heartbeat is %q: it is one of %v", tools.Heartbeat, types.ManagedEntityStatus("").Values())
	}
	running := types.VirtualMachineToolsRunningStatusGuestToolsNotRunning
	if tools.Running {
		running = types.VirtualMachineToolsRunningStatusGuestToolsRunning
	}
	version := types.VirtualMachineToolsVersionStatusGuestToolsNotInstalled
	if tools.Installed {
		version = types.VirtualMachineToolsVersionStatusGuestToolsCurrent
	}
	s.update(vm.Ref(), func(*simulator.VirtualMachine) []types.PropertyChange {
		return []types.PropertyChange{
			{Name: "guestHeartbeatStatus", Val: tools.Heartbeat},
			{Name: "guest.toolsRunningStatus", Val: string(running)},
			{Name: "guest.toolsVersionStatus2", Val: string(version)},
		}
	})
	return nil
}
