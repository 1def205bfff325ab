package vcenter

import (
	"slices"
	"sync"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// privilegeOf is what the methods of a VM that change its power state require, after the API reference.
var privilegeOf = map[string]string{
	"PowerOnVM_Task":  "VirtualMachine.Interact.PowerOn",
	"PowerOffVM_Task": "VirtualMachine.Interact.PowerOff",
	"ShutdownGuest":   "VirtualMachine.Interact.PowerOff",
	"SuspendVM_Task":  "VirtualMachine.Interact.Suspend",
	"ResetVM_Task":    "VirtualMachine.Interact.Reset",
}

// Privileges says which privileges the users of a site lack; they have all others, on everything.
type Privileges struct {
	mutex   sync.Mutex
	missing map[string][]string
}

// NewPrivileges lets everybody do everything.
func NewPrivileges() *Privileges { return &Privileges{missing: map[string][]string{}} }

// Deny sets the privileges that a user lacks; none gives all of them back.
func (p *Privileges) Deny(user string, privileges []string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.missing[user] = privileges
}

// Missing are the privileges that users lack.
func (p *Privileges) Missing() map[string][]string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	missing := map[string][]string{}
	for user, privileges := range p.missing {
		if len(privileges) > 0 {
			missing[user] = privileges
		}
	}
	return missing
}

func (p *Privileges) grants(user, privilege string) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return !slices.Contains(p.missing[user], privilege)
}

// refusal is the fault for a call that its user may not make, nil where they may.
func (p *Privileges) refusal(user, method string, target types.ManagedObjectReference) types.BaseMethodFault {
	privilege, needed := privilegeOf[method]
	if !needed || p.grants(user, privilege) {
		return nil
	}
	return &types.NoPermission{Object: &target, PrivilegeId: privilege}
}

// authorization answers questions about privileges by those of the site; the simulator says yes to all.
type authorization struct {
	*simulator.AuthorizationManager
	site *Site
}

func installAuthorization(site *Site) {
	ref := site.model.ServiceContent.AuthorizationManager
	if manager, ok := site.registry().Get(*ref).(*simulator.AuthorizationManager); ok {
		site.registry().Put(&authorization{manager, site})
	}
}

// HasPrivilegeOnEntity answers the method of that name.
func (a *authorization) HasPrivilegeOnEntity(req *types.HasPrivilegeOnEntity) soap.HasFault {
	user := a.site.Sessions.userOf(req.SessionId)
	granted := []bool{}
	for _, privilege := range req.PrivId {
		granted = append(granted, a.site.Privileges.grants(user, privilege))
	}
	return &methods.HasPrivilegeOnEntityBody{Res: &types.HasPrivilegeOnEntityResponse{Returnval: granted}}
}

// HasPrivilegeOnEntities answers the method of that name.
func (a *authorization) HasPrivilegeOnEntities(req *types.HasPrivilegeOnEntities) soap.HasFault {
	answer := a.availability(a.site.Sessions.userOf(req.SessionId), req.Entity, req.PrivId)
	return &methods.HasPrivilegeOnEntitiesBody{Res: &types.HasPrivilegeOnEntitiesResponse{Returnval: answer}}
}

// HasUserPrivilegeOnEntities answers the method of that name.
func (a *authorization) HasUserPrivilegeOnEntities(req *types.HasUserPrivilegeOnEntities) soap.HasFault {
	answer := a.availability(req.UserName, req.Entities, req.PrivId)
	return &methods.HasUserPrivilegeOnEntitiesBody{Res: &types.HasUserPrivilegeOnEntitiesResponse{Returnval: answer}}
}

// FetchUserPrivilegeOnEntities answers the method of that name.
func (a *authorization) FetchUserPrivilegeOnEntities(req *types.FetchUserPrivilegeOnEntities) soap.HasFault {
	answer := a.AuthorizationManager.FetchUserPrivilegeOnEntities(req)
	if body, ok := answer.(*methods.FetchUserPrivilegeOnEntitiesBody); ok && body.Res != nil {
		for i := range body.Res.Returnval {
			// A copy: the simulator hands out its own list.
			privileges := slices.Clone(body.Res.Returnval[i].Privileges)
			body.Res.Returnval[i].Privileges = slices.DeleteFunc(privileges, func(privilege string) bool {
				return !a.site.Privileges.grants(req.UserName, privilege)
			})
		}
	}
	return answer
}

func (a *authorization) availability(
	user string, entities []types.ManagedObjectReference, privileges []string,
) (answer []types.EntityPrivilege) {
	for _, entity := range entities {
		of := types.EntityPrivilege{Entity: entity}
		for _, privilege := range privileges {
			of.PrivAvailability = append(of.PrivAvailability, types.PrivilegeAvailability{
				PrivId:    privilege,
				IsGranted: a.site.Privileges.grants(user, privilege),
			})
		}
		answer = append(answer, of)
	}
	return answer
}
