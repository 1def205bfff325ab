package control

import (
	"fmt"
	"net/http"
	"path"
	"sync"

	"failback.pra.io/lab/internal/vcenter"
)

// powerRequest asks that a person (or Zerto) does something to VMs.
type powerRequest struct {
	// Op is on, off, suspend or reset.
	Op string `json:"op"`
	// User does it; alice unless said otherwise.
	User string `json:"user"`
	// Names are globs, for many; empty means all VMs of the site.
	Names []string `json:"names"`
	// Concurrent makes all calls at once instead of one after the other.
	Concurrent bool `json:"concurrent"`
}

// powerResult is what became of one call.
type powerResult struct {
	VM    string `json:"vm"`
	MoRef string `json:"moRef"`
	vcenter.Timing
	Error string `json:"error,omitempty"`
}

func powerOne(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error) {
	request, hands, err := readPower(site, r)
	if err != nil {
		return nil, err
	}
	timing, err := hands.Power(withoutHurry(r), request.Op, vm.Ref())
	if err != nil {
		return nil, err
	}
	return powerResult{VM: vm.Name, MoRef: vm.MoRef, Timing: timing}, nil
}

func powerMany(site *vcenter.Site, r *http.Request) (any, error) {
	request, hands, err := readPower(site, r)
	if err != nil {
		return nil, err
	}
	vms, err := matching(site.VMs(), request.Names)
	if err != nil {
		return nil, err
	}
	results := make([]powerResult, len(vms))
	power := func(i int) {
		timing, err := hands.Power(withoutHurry(r), request.Op, vms[i].Ref())
		results[i] = powerResult{VM: vms[i].Name, MoRef: vms[i].MoRef, Timing: timing}
		if err != nil {
			results[i].Error = err.Error()
		}
	}
	var group sync.WaitGroup
	for i := range vms {
		if request.Concurrent {
			group.Go(func() { power(i) })
		} else {
			power(i)
		}
	}
	group.Wait()
	return map[string]any{"results": results}, nil
}

func readPower(site *vcenter.Site, r *http.Request) (powerRequest, *vcenter.Hands, error) {
	request, err := decode[powerRequest](r)
	if err != nil {
		return request, nil, err
	}
	switch request.Op {
	case "on", "off", "suspend", "reset":
	default:
		return request, nil, badRequest(fmt.Errorf("op is %q: it is on, off, suspend or reset", request.Op))
	}
	hands, err := site.As(withoutHurry(r), userOr(request.User, vcenter.Alice))
	if err != nil {
		return request, nil, badRequest(err)
	}
	return request, hands, nil
}

func matching(vms []vcenter.VM, globs []string) ([]vcenter.VM, error) {
	if len(globs) == 0 {
		return vms, nil
	}
	var found []vcenter.VM
	for _, vm := range vms {
		for _, glob := range globs {
			matched, err := path.Match(glob, vm.Name)
			if err != nil {
				return nil, badRequest(fmt.Errorf("names: %q: %w", glob, err))
			}
			if matched {
				found = append(found, vm)
				break
			}
		}
	}
	if len(found) == 0 {
		return nil, notFound(fmt.Errorf("no VM matches %v", globs))
	}
	return found, nil
}
