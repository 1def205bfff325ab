package vcenter

import (
	"context"
	"fmt"
	"sort"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

const (
	mebibyte = int64(1) << 20
	gibibyte = int64(1) << 30
)

// Host is a host as a vCenter shows it. In a request to change one, what is absent stays as it is.
type Host struct {
	Name            string                          `json:"name"`
	MemoryMiB       int64                           `json:"memoryMiB,omitempty"`
	UsedMemoryMiB   int32                           `json:"usedMemoryMiB,omitempty"`
	Cores           int16                           `json:"cores,omitempty"`
	UsedMHz         int32                           `json:"usedMHz,omitempty"`
	ConnectionState types.HostSystemConnectionState `json:"connectionState,omitempty"`
	InMaintenance   *bool                           `json:"inMaintenance,omitempty"`
}

// Datastore is a datastore as a vCenter shows it. In a request to change one, what is absent stays as it is.
type Datastore struct {
	Name       string `json:"name"`
	FreeMiB    int64  `json:"freeMiB,omitempty"`
	Accessible *bool  `json:"accessible,omitempty"`
}

// Size is what a VM is configured with. In a request to change it, what is absent stays as it is.
type Size struct {
	MemoryMiB int32 `json:"memoryMiB,omitempty"`
	VCPUs     int32 `json:"vCpus,omitempty"`
}

// Hosts are all hosts of the site, in the order of their names.
func (s *Site) Hosts() []Host {
	hosts := []Host{}
	for _, entity := range s.registry().All("HostSystem") {
		host, ok := entity.(*simulator.HostSystem)
		if !ok {
			continue
		}
		s.registry().WithLock(&simulator.Context{}, host, func() {
			maintenance := host.Runtime.InMaintenanceMode
			hosts = append(hosts, Host{
				Name:            host.Name,
				MemoryMiB:       host.Summary.Hardware.MemorySize / mebibyte,
				UsedMemoryMiB:   host.Summary.QuickStats.OverallMemoryUsage,
				Cores:           host.Summary.Hardware.NumCpuCores,
				UsedMHz:         host.Summary.QuickStats.OverallCpuUsage,
				ConnectionState: host.Runtime.ConnectionState,
				InMaintenance:   &maintenance,
			})
		})
	}
	sort.Slice(hosts, func(i, j int) bool { return hosts[i].Name < hosts[j].Name })
	return hosts
}

// SetHost changes what a vCenter says of a host; its VMs stay as they are.
func (s *Site) SetHost(change Host) error {
	found := s.registry().FindByName(change.Name, s.refsOf("HostSystem"))
	host, ok := found.(*simulator.HostSystem)
	if !ok {
		return fmt.Errorf("no host %q at site %s", change.Name, s.Name)
	}
	changes := []types.PropertyChange{}
	set := func(given bool, name string, value any) {
		if given {
			changes = append(changes, types.PropertyChange{Name: name, Val: value})
		}
	}
	set(change.MemoryMiB != 0, "summary.hardware.memorySize", change.MemoryMiB*mebibyte)
	set(change.UsedMemoryMiB != 0, "summary.quickStats.overallMemoryUsage", change.UsedMemoryMiB)
	set(change.Cores != 0, "summary.hardware.numCpuCores", change.Cores)
	set(change.Cores != 0, "summary.hardware.numCpuThreads", 2*change.Cores)
	set(change.UsedMHz != 0, "summary.quickStats.overallCpuUsage", change.UsedMHz)
	set(change.ConnectionState != "", "runtime.connectionState", change.ConnectionState)
	if change.InMaintenance != nil {
		set(true, "runtime.inMaintenanceMode", *change.InMaintenance)
	}
	s.change(host, changes)
	return nil
}

// Datastores are all datastores of the site, in the order of their names.
func (s *Site) Datastores() []Datastore {
	datastores := []Datastore{}
	for _, entity := range s.registry().All("Datastore") {
		datastore, ok := entity.(*simulator.Datastore)
		if !ok {
			continue
		}
		s.registry().WithLock(&simulator.Context{}, datastore, func() {
			accessible := datastore.Summary.Accessible
			datastores = append(datastores, Datastore{
				Name: datastore.Name, FreeMiB: datastore.Summary.FreeSpace / mebibyte, Accessible: &accessible,
			})
		})
	}
	sort.Slice(datastores, func(i, j int) bool { return datastores[i].Name < datastores[j].Name })
	return datastores
}

// SetDatastore changes what a vCenter says of a datastore.
func (s *Site) SetDatastore(change Datastore) error {
	found := s.registry().FindByName(change.Name, s.refsOf("Datastore"))
	datastore, ok := found.(*simulator.Datastore)
	if !ok {
		return fmt.Errorf("no datastore %q at site %s", change.Name, s.Name)
	}
	changes := []types.PropertyChange{}
	if change.FreeMiB != 0 {
		changes = append(changes, types.PropertyChange{Name: "summary.freeSpace", Val: change.FreeMiB * mebibyte})
	}
	if change.Accessible != nil {
		changes = append(changes, types.PropertyChange{Name: "summary.accessible", Val: *change.Accessible})
	}
	s.change(datastore, changes)
	return nil
}

// SetSize changes what a VM is configured with, whatever its power state.
func (s *Site) SetSize(vm VM, size Size) {
	s.update(vm.Ref(), func(*simulator.VirtualMachine) []types.PropertyChange {
		changes := []types.PropertyChange{}
		if size.MemoryMiB != 0 {
			changes = append(changes, types.PropertyChange{Name: "config.hardware.memoryMB", Val: size.MemoryMiB})
		}
		if size.VCPUs != 0 {
			changes = append(changes, types.PropertyChange{Name: "config.hardware.numCPU", Val: size.VCPUs})
		}
		return changes
	})
}

// SetUpHosts makes them, again where they were changed, large enough for all VMs of the site to run on either host, and
// lets the cluster place VMs at their start: the simulator's own hosts have 4 GiB, and the VMs more than that.
func (s *Site) SetUpHosts() error {
	vms := int64(len(namedVMs) + s.options.ExtraVMs)
	yes, no := true, false
	for _, host := range s.Hosts() {
		err := s.SetHost(Host{
			Name:            host.Name,
			MemoryMiB:       (64 + 4*vms) * gibibyte / mebibyte,
			UsedMemoryMiB:   1404,
			Cores:           int16(16 + vms),
			UsedMHz:         67,
			ConnectionState: types.HostSystemConnectionStateConnected,
			InMaintenance:   &no,
		})
		if err != nil {
			return err
		}
	}
	for _, datastore := range s.Datastores() {
		free := (1024 + 8*vms) * gibibyte / mebibyte
		if err := s.SetDatastore(Datastore{Name: datastore.Name, FreeMiB: free, Accessible: &yes}); err != nil {
			return err
		}
	}
	for _, entity := range s.registry().All("ClusterComputeResource") {
		s.change(entity, []types.PropertyChange{
			{Name: "configuration.drsConfig", Val: types.ClusterDrsConfigInfo{
				Enabled: types.NewBool(true), DefaultVmBehavior: types.DrsBehaviorFullyAutomated,
			}},
		})
	}
	return nil
}

func (s *Site) refsOf(kind string) []types.ManagedObjectReference {
	refs := []types.ManagedObjectReference{}
	for _, entity := range s.registry().All(kind) {
		refs = append(refs, entity.Reference())
	}
	return refs
}

func (s *Site) change(object mo.Reference, changes []types.PropertyChange) {
	ctx := &simulator.Context{Context: context.Background(), Map: s.registry()}
	ctx.WithLock(object, func() { ctx.Update(object, changes) })
}
