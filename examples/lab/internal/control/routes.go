package control

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/vmware/govmomi/vim25/types"

	"failback.pra.io/lab/internal/vcenter"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /power-changes", answer(s.powerChanges))
	mux.HandleFunc("GET /vms", answer(s.vms))

	mux.HandleFunc("GET /sites/{site}/vms", s.atSite(vmsOfSite))
	mux.HandleFunc("POST /sites/{site}/vms", s.atSite(createVM))
	mux.HandleFunc("GET /sites/{site}/vms/{vm}", s.atVM(readVM))
	mux.HandleFunc("DELETE /sites/{site}/vms/{vm}", s.atVM(deleteVM))
	mux.HandleFunc("POST /sites/{site}/vms/{vm}/reregister", s.atVM(reregisterVM))
	mux.HandleFunc("POST /sites/{site}/vms/{vm}/state", s.atVM(setState))
	mux.HandleFunc("POST /sites/{site}/vms/{vm}/power", s.atVM(powerOne))
	mux.HandleFunc("POST /sites/{site}/vms/{vm}/size", s.atVM(setSize))
	mux.HandleFunc("POST /sites/{site}/vms/{vm}/tools", s.atVM(setTools))
	mux.HandleFunc("GET /sites/{site}/hosts", s.atSite(listHosts))
	mux.HandleFunc("DELETE /sites/{site}/hosts", s.atSite(resetHosts))
	mux.HandleFunc("POST /sites/{site}/hosts/{host}", s.atSite(setHost))
	mux.HandleFunc("POST /sites/{site}/datastores/{datastore}", s.atSite(setDatastore))
	mux.HandleFunc("POST /sites/{site}/power", s.atSite(powerMany))

	mux.HandleFunc("GET /sites/{site}/faults", s.atSite(listFaults))
	mux.HandleFunc("POST /sites/{site}/faults", s.atSite(addFault))
	mux.HandleFunc("DELETE /sites/{site}/faults", s.atSite(clearFaults))
	mux.HandleFunc("DELETE /sites/{site}/faults/{id}", s.atSite(removeRule))
	mux.HandleFunc("GET /sites/{site}/delays", s.atSite(listDelays))
	mux.HandleFunc("POST /sites/{site}/delays", s.atSite(addDelay))
	mux.HandleFunc("DELETE /sites/{site}/delays", s.atSite(clearDelays))
	mux.HandleFunc("GET /sites/{site}/guest", s.atSite(readGuests))
	mux.HandleFunc("POST /sites/{site}/guest", s.atSite(setGuests))

	mux.HandleFunc("GET /sites/{site}/privileges", s.atSite(listPrivileges))
	mux.HandleFunc("POST /sites/{site}/privileges", s.atSite(denyPrivileges))
	mux.HandleFunc("GET /sites/{site}/sessions", s.atSite(listSessions))
	mux.HandleFunc("POST /sites/{site}/sessions/terminate", s.atSite(terminateSessions))
	mux.HandleFunc("POST /sites/{site}/session-timeout", s.atSite(setSessionTimeout))
	mux.HandleFunc("POST /sites/{site}/accounts/{user}", s.atSite(setPassword))
	mux.HandleFunc("GET /sites/{site}/logins", s.atSite(listLogins))
	mux.HandleFunc("GET /sites/{site}/calls", s.atSite(countCalls))
	mux.HandleFunc("DELETE /sites/{site}/calls", s.atSite(resetCalls))

	mux.HandleFunc("POST /sites/{site}/restart", s.atSite(restart))
	mux.HandleFunc("POST /sites/{site}/stop", s.atSite(stop))
	mux.HandleFunc("POST /sites/{site}/start", s.atSite(start))
	mux.HandleFunc("POST /sites/{site}/hang", s.atSite(hang))
	mux.HandleFunc("DELETE /sites/{site}/hang", s.atSite(heal))
	mux.HandleFunc("/", answer(func(r *http.Request) (any, error) {
		return nil, notFound(fmt.Errorf("no %s %s here", r.Method, r.URL.Path))
	}))
	return mux
}

// powerChanges long-polls: it waits up to waitMillis for the first change after since.
func (s *Server) powerChanges(r *http.Request) (any, error) {
	since, err := number(r, "since")
	if err != nil {
		return nil, err
	}
	millis, err := number(r, "waitMillis")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), min(time.Duration(millis)*time.Millisecond, maxWait))
	defer cancel()
	changes := s.referee.Since(ctx, since)
	next := since
	if len(changes) > 0 {
		next = changes[len(changes)-1].Seq
	} else {
		changes = []vcenter.PowerChange{}
	}
	return map[string]any{"changes": changes, "next": next}, nil
}

func (s *Server) vms(*http.Request) (any, error) {
	all := []vcenter.VM{}
	for _, site := range s.order {
		all = append(all, site.VMs()...)
	}
	return map[string]any{"vms": all}, nil
}

func vmsOfSite(site *vcenter.Site, _ *http.Request) (any, error) {
	return map[string]any{"vms": site.VMs()}, nil
}

func readVM(_ *vcenter.Site, vm vcenter.VM, _ *http.Request) (any, error) { return vm, nil }

func createVM(site *vcenter.Site, r *http.Request) (any, error) {
	request, err := decode[struct {
		vcenter.NewVM
		User string `json:"user"`
	}](r)
	if err != nil {
		return nil, err
	}
	return site.Create(withoutHurry(r), userOr(request.User, vcenter.Zerto), request.NewVM)
}

func deleteVM(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error) {
	if err := site.Delete(withoutHurry(r), vcenter.Zerto, vm); err != nil {
		return nil, err
	}
	return ok()
}

func reregisterVM(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error) {
	request, err := decode[struct {
		PowerState string `json:"powerState"`
	}](r)
	if err != nil {
		return nil, err
	}
	return site.Reregister(withoutHurry(r), vcenter.Zerto, vm, request.PowerState)
}

func setState(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error) {
	request, err := decode[struct {
		ConnectionState types.VirtualMachineConnectionState `json:"connectionState"`
	}](r)
	if err != nil {
		return nil, err
	}
	if !known(request.ConnectionState) {
		return nil, badRequest(fmt.Errorf("connectionState is %q: it is one of %v", request.ConnectionState,
			types.VirtualMachineConnectionState("").Values()))
	}
	site.SetConnectionState(vm, request.ConnectionState)
	return site.Find(vm.MoRef)
}

func setTools(site *vcenter.Site, vm vcenter.VM, r *http.Request) (any, error) {
	tools, err := decode[vcenter.Tools](r)
	if err != nil {
		return nil, err
	}
	if err := site.SetTools(vm, tools); err != nil {
		return nil, badRequest(err)
	}
	return ok()
}

func known(state types.VirtualMachineConnectionState) bool {
	for _, value := range state.Values() {
		if value == state {
			return true
		}
	}
	return false
}

func userOr(user, fallback string) string {
	if user == "" {
		return fallback
	}
	return user
}

func number(r *http.Request, name string) (int64, error) {
	value := r.URL.Query().Get(name)
	if value == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return 0, badRequest(fmt.Errorf("%s is %q: it must be a number from 0", name, value))
	}
	return n, nil
}
