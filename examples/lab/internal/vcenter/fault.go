package vcenter

import (
	"fmt"
	"reflect"

	"github.com/vmware/govmomi/vim25/types"
)

// newFault makes a fault of the named vSphere type, with plausible values for what the common ones must carry.
func newFault(name string, target types.ManagedObjectReference) (types.BaseMethodFault, error) {
	kind, ok := types.TypeFunc()(name)
	if !ok {
		return nil, fmt.Errorf("vSphere has no type %q", name)
	}
	fault, ok := reflect.New(kind).Interface().(types.BaseMethodFault)
	if !ok {
		return nil, fmt.Errorf("vSphere type %q is no fault", name)
	}
	switch f := fault.(type) {
	case *types.NoPermission:
		f.Object, f.PrivilegeId = &target, "VirtualMachine.Interact.Suspend"
	case *types.NotAuthenticated:
		f.Object, f.PrivilegeId = &target, "System.View"
	case *types.TaskInProgress:
		f.Task = types.ManagedObjectReference{Type: "Task", Value: "task-0"}
	case *types.InvalidPowerState:
		f.RequestedState = types.VirtualMachinePowerStatePoweredOn
		f.ExistingState = types.VirtualMachinePowerStatePoweredOff
	case *types.ManagedObjectNotFound:
		f.Obj = target
	case *types.GenericVmConfigFault:
		f.Reason = "made to fail by the lab"
	}
	return fault, nil
}
