package vcenter

import (
	"context"
	"fmt"
	"maps"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// create makes the VM itself, powered off.
func (h *Hands) create(ctx context.Context, vm NewVM) (types.ManagedObjectReference, error) {
	folder, err := h.folder(ctx, vm.Folder)
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	pool, err := h.pool()
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	spec := types.VirtualMachineConfigSpec{
		Name:         vm.Name,
		GuestId:      string(types.VirtualMachineGuestOsIdentifierOtherLinux64Guest),
		Uuid:         vm.BiosUUID,
		InstanceUuid: vm.InstanceUUID,
		NumCPUs:      2,
		MemoryMB:     2048,
		Files:        &types.VirtualMachineFileInfo{VmPathName: "[LocalDS_0]"},
	}
	// The simulator takes "SET." keys as properties: without them its guests have no VMware Tools.
	settings := map[string]string{
		"SET.guest.toolsStatus":        string(types.VirtualMachineToolsStatusToolsOk),
		"SET.guest.toolsRunningStatus": string(types.VirtualMachineToolsRunningStatusGuestToolsRunning),
	}
	maps.Copy(settings, vm.ExtraConfig)
	for key, value := range settings {
		spec.ExtraConfig = append(spec.ExtraConfig, &types.OptionValue{Key: key, Value: value})
	}
	task, err := methods.CreateVM_Task(ctx, h.client, &types.CreateVM_Task{This: folder, Config: spec, Pool: pool})
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	result, err := h.finish(ctx, task.Returnval)
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	ref, ok := result.(types.ManagedObjectReference)
	if !ok {
		return types.ManagedObjectReference{}, fmt.Errorf("CreateVM_Task returned %T", result)
	}
	return ref, nil
}

// folder finds a folder under the datacenter's VM folder, and makes it where it is missing. An empty name is that of the
// production folder.
func (h *Hands) folder(ctx context.Context, name string) (types.ManagedObjectReference, error) {
	if name == "" {
		name = productionFolder
	}
	registry := h.site.registry()
	datacenter, ok := registry.Any("Datacenter").(*simulator.Datacenter)
	if !ok {
		return types.ManagedObjectReference{}, fmt.Errorf("the inventory has no datacenter")
	}
	for _, entity := range registry.All("Folder") {
		if folder, ok := entity.(*simulator.Folder); ok && folder.Name == name && isIn(folder.Parent, datacenter.VmFolder) {
			return folder.Self, nil
		}
	}
	created, err := methods.CreateFolder(ctx, h.client, &types.CreateFolder{This: datacenter.VmFolder, Name: name})
	if err != nil {
		return types.ManagedObjectReference{}, err
	}
	return created.Returnval, nil
}

func (h *Hands) pool() (types.ManagedObjectReference, error) {
	cluster, ok := h.site.registry().Any("ClusterComputeResource").(*simulator.ClusterComputeResource)
	if !ok || cluster.ResourcePool == nil {
		return types.ManagedObjectReference{}, fmt.Errorf("the inventory has no resource pool")
	}
	return *cluster.ResourcePool, nil
}

func isIn(parent *types.ManagedObjectReference, folder mo.Reference) bool {
	return parent != nil && *parent == folder.Reference()
}

// waysTo are the operations that lead a new VM, which is off, to a power state.
func waysTo(state string) []string {
	switch types.VirtualMachinePowerState(state) {
	case types.VirtualMachinePowerStatePoweredOn:
		return []string{"on"}
	case types.VirtualMachinePowerStateSuspended:
		return []string{"on", "suspend"}
	default:
		return nil
	}
}
