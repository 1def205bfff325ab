package demo

import (
	"context"
	"fmt"
	"sync"

	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/session"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/mo"

	"failback.pra.io/lab/internal/vcenters"
)

// Person is somebody with a session at one vCenter, over the network and the vSphere API as everybody else.
type Person struct {
	site   string
	client *vim25.Client
}

// LogIn opens a session.
func LogIn(ctx context.Context, site vcenters.SiteInfo, user string) (*Person, error) {
	client, err := site.LogIn(ctx, user)
	if err != nil {
		return nil, err
	}
	return &Person{site: site.Site, client: client}, nil
}

// LogOut ends the session.
func (p *Person) LogOut(ctx context.Context) { _ = session.NewManager(p.client).Logout(ctx) }

// PowerOn powers on all VMs of those names at once, all of the site without names, and waits for the tasks.
func (p *Person) PowerOn(ctx context.Context, names ...string) error {
	return p.each(ctx, names, (*object.VirtualMachine).PowerOn)
}

// PowerOff cuts the power of the VMs in the same way.
func (p *Person) PowerOff(ctx context.Context, names ...string) error {
	return p.each(ctx, names, (*object.VirtualMachine).PowerOff)
}

// States are the power states of the site's VMs, as the vCenter tells them to this session.
func (p *Person) States(ctx context.Context) (map[string]string, error) {
	vms, err := p.find(ctx, nil)
	if err != nil {
		return nil, err
	}
	states := map[string]string{}
	for _, vm := range vms {
		var properties mo.VirtualMachine
		collector := property.DefaultCollector(p.client)
		if err := collector.RetrieveOne(ctx, vm.Reference(), []string{"name", "runtime.powerState"}, &properties); err != nil {
			return nil, err
		}
		states[properties.Name] = string(properties.Runtime.PowerState)
	}
	return states, nil
}

func (p *Person) each(
	ctx context.Context, names []string, operation func(*object.VirtualMachine, context.Context) (*object.Task, error),
) error {
	vms, err := p.find(ctx, names)
	if err != nil {
		return err
	}
	errs := make([]error, len(vms))
	var group sync.WaitGroup
	for i, vm := range vms {
		group.Go(func() {
			task, err := operation(vm, ctx)
			if err == nil {
				err = task.Wait(ctx)
			}
			if err != nil {
				errs[i] = fmt.Errorf("%s at %s: %w", vm.Name(), p.site, err)
			}
		})
	}
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Person) find(ctx context.Context, names []string) ([]*object.VirtualMachine, error) {
	finder := find.NewFinder(p.client)
	production := vcenters.Production(p.site)
	if len(names) == 0 {
		return finder.VirtualMachineList(ctx, production+"/*")
	}
	var vms []*object.VirtualMachine
	for _, name := range names {
		vm, err := finder.VirtualMachine(ctx, production+"/"+name)
		if err != nil {
			return nil, err
		}
		vms = append(vms, vm)
	}
	return vms, nil
}
