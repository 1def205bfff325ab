package vcenter

import (
	"context"
	"fmt"
	"path"
	"sort"
	"strings"

	"github.com/google/uuid"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// productionFolder holds the VMs that the lab makes: "/RBX/vm/production".
const productionFolder = "production"

// namedVMs are those of the decision record: databases and container hosts.
var namedVMs = []string{"mysql-01", "mysql-02", "docker-01", "docker-02", "docker-03", "docker-04"}

// VM is a virtual machine as the simulator holds it at this moment.
type VM struct {
	Site            string            `json:"site"`
	Name            string            `json:"name"`
	MoRef           string            `json:"moRef"`
	Folder          string            `json:"folder"`
	InstanceUUID    string            `json:"instanceUuid"`
	BiosUUID        string            `json:"biosUuid"`
	PowerState      string            `json:"powerState"`
	ConnectionState string            `json:"connectionState"`
	ExtraConfig     map[string]string `json:"extraConfig"`
}

// NewVM is what a VM to be created looks like. What is empty is filled in: UUIDs from site and name, the site's markers.
type NewVM struct {
	Name         string            `json:"name"`
	Folder       string            `json:"folder"`
	InstanceUUID string            `json:"instanceUuid"`
	BiosUUID     string            `json:"biosUuid"`
	ExtraConfig  map[string]string `json:"extraConfig"`
	PowerState   string            `json:"powerState"`
}

// VMs are all VMs of the site, in the order of their names.
func (s *Site) VMs() []VM {
	vms := []VM{}
	for _, entity := range s.registry().All("VirtualMachine") {
		if vm, ok := entity.(*simulator.VirtualMachine); ok {
			vms = append(vms, s.describe(vm))
		}
	}
	sort.Slice(vms, func(i, j int) bool {
		return vms[i].Name < vms[j].Name || vms[i].Name == vms[j].Name && vms[i].MoRef < vms[j].MoRef
	})
	return vms
}

// Find returns the one VM with this name or MoRef value. A name that two VMs have is an error.
func (s *Site) Find(nameOrMoRef string) (VM, error) {
	var found []VM
	for _, vm := range s.VMs() {
		if vm.MoRef == nameOrMoRef {
			return vm, nil
		}
		if vm.Name == nameOrMoRef {
			found = append(found, vm)
		}
	}
	switch len(found) {
	case 0:
		return VM{}, fmt.Errorf("no VM %q at site %s", nameOrMoRef, s.Name)
	case 1:
		return found[0], nil
	default:
		return VM{}, fmt.Errorf("%d VMs are named %q at site %s: say which by its MoRef", len(found), nameOrMoRef, s.Name)
	}
}

// Ref is the managed object reference of a VM.
func (v VM) Ref() types.ManagedObjectReference {
	return types.ManagedObjectReference{Type: "VirtualMachine", Value: v.MoRef}
}

// Create makes a VM in the name of a user.
func (s *Site) Create(ctx context.Context, user string, vm NewVM) (VM, error) {
	s.creation.Lock()
	defer s.creation.Unlock()
	hands, err := s.As(ctx, user)
	if err != nil {
		return VM{}, err
	}
	if vm.Name == "" {
		return VM{}, fmt.Errorf("name is missing")
	}
	if vm.ExtraConfig == nil {
		vm.ExtraConfig = s.options.Markers
	}
	if vm.InstanceUUID == "" {
		vm.InstanceUUID = s.stableUUID(vm.Name, "instance")
	}
	if vm.BiosUUID == "" {
		vm.BiosUUID = s.stableUUID(vm.Name, "bios")
	}
	ref, err := hands.create(ctx, vm)
	if err != nil {
		return VM{}, err
	}
	s.announce(ref)
	for _, operation := range waysTo(vm.PowerState) {
		if _, err := hands.Power(ctx, operation, ref); err != nil {
			return VM{}, err
		}
	}
	return s.Find(ref.Value)
}

// Delete destroys a VM in the name of a user, after powering it off.
func (s *Site) Delete(ctx context.Context, user string, vm VM) error {
	hands, err := s.As(ctx, user)
	if err != nil {
		return err
	}
	if vm.PowerState != string(types.VirtualMachinePowerStatePoweredOff) {
		if _, err := hands.Power(ctx, "off", vm.Ref()); err != nil {
			return err
		}
	}
	task, err := methods.Destroy_Task(ctx, hands.client, &types.Destroy_Task{This: vm.Ref()})
	if err != nil {
		return err
	}
	_, err = hands.finish(ctx, task.Returnval)
	return err
}

// Reregister replaces a VM by one with the same name, UUIDs, markers and folder but a new MoRef, as Zerto does when it
// restores it. The power state is kept unless another one is given.
func (s *Site) Reregister(ctx context.Context, user string, vm VM, powerState string) (VM, error) {
	if powerState == "" {
		powerState = vm.PowerState
	}
	if err := s.Delete(ctx, user, vm); err != nil {
		return VM{}, err
	}
	return s.Create(ctx, user, NewVM{
		Name:         vm.Name,
		Folder:       vm.Folder,
		InstanceUUID: vm.InstanceUUID,
		BiosUUID:     vm.BiosUUID,
		ExtraConfig:  vm.ExtraConfig,
		PowerState:   powerState,
	})
}

// SetConnectionState changes what a vCenter says of a VM whose host it lost or found again.
func (s *Site) SetConnectionState(vm VM, state types.VirtualMachineConnectionState) {
	s.update(vm.Ref(), func(*simulator.VirtualMachine) []types.PropertyChange {
		return []types.PropertyChange{
			{Name: "runtime.connectionState", Val: state},
			{Name: "summary.runtime.connectionState", Val: state},
		}
	})
}

func (s *Site) setUpInventory() error {
	ctx := context.Background()
	hands, err := s.As(ctx, Zerto)
	if err != nil {
		return err
	}
	datacenter := s.registry().Any("Datacenter").Reference()
	rename := &types.Rename_Task{This: datacenter, NewName: strings.ToUpper(s.Name)}
	task, err := methods.Rename_Task(ctx, hands.client, rename)
	if err != nil {
		return err
	}
	if _, err := hands.finish(ctx, task.Returnval); err != nil {
		return err
	}
	names := append([]string{}, namedVMs...)
	for n := range s.options.ExtraVMs {
		names = append(names, fmt.Sprintf("app-%04d", n+1))
	}
	state := types.VirtualMachinePowerStatePoweredOff
	if s.options.PoweredOn {
		state = types.VirtualMachinePowerStatePoweredOn
	}
	for _, name := range names {
		if _, err := s.Create(ctx, Zerto, NewVM{Name: name, PowerState: string(state)}); err != nil {
			return fmt.Errorf("create %s: %w", name, err)
		}
	}
	return nil
}

// announce repeats what the simulator sets without telling anybody: a property collector that saw the VM before it was
// complete would show its first, made-up UUIDs for ever.
func (s *Site) announce(ref types.ManagedObjectReference) {
	s.update(ref, func(vm *simulator.VirtualMachine) []types.PropertyChange {
		return []types.PropertyChange{
			{Name: "config.uuid", Val: vm.Config.Uuid},
			{Name: "config.instanceUuid", Val: vm.Config.InstanceUuid},
			{Name: "summary.config.uuid", Val: vm.Config.Uuid},
			{Name: "summary.config.instanceUuid", Val: vm.Config.InstanceUuid},
		}
	})
}

func (s *Site) update(
	ref types.ManagedObjectReference, changes func(*simulator.VirtualMachine) []types.PropertyChange,
) {
	vm, ok := s.registry().Get(ref).(*simulator.VirtualMachine)
	if !ok {
		return
	}
	ctx := &simulator.Context{Context: context.Background(), Map: s.registry()}
	ctx.WithLock(vm, func() { ctx.Update(vm, changes(vm)) })
}

func (s *Site) describe(vm *simulator.VirtualMachine) (description VM) {
	s.registry().WithLock(&simulator.Context{}, vm, func() {
		description = VM{
			Site:            s.Name,
			Name:            vm.Name,
			MoRef:           vm.Self.Value,
			InstanceUUID:    vm.Config.InstanceUuid,
			BiosUUID:        vm.Config.Uuid,
			PowerState:      string(vm.Runtime.PowerState),
			ConnectionState: string(vm.Runtime.ConnectionState),
			ExtraConfig:     map[string]string{},
		}
		for _, option := range vm.Config.ExtraConfig {
			if value, ok := option.GetOptionValue().Value.(string); ok {
				description.ExtraConfig[option.GetOptionValue().Key] = value
			}
		}
		if folder, ok := s.registry().Get(*vm.Parent).(*simulator.Folder); ok {
			description.Folder = folder.Name
		}
	})
	return description
}

func (s *Site) stableUUID(name, purpose string) string {
	return uuid.NewSHA1(uuid.NameSpaceDNS, []byte(path.Join("failback.pra.io", s.Name, name, purpose))).String()
}
