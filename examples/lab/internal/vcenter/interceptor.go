package vcenter

import (
	"context"
	"slices"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// interceptor sees each call before the simulator's own dispatch: it delays it, refuses it, or sends it on a detour.
type interceptor struct {
	site *Site
}

// planKey finds the plan of a detour in the context of its call.
type planKey struct{}

func installInterceptor(site *Site) {
	site.registry().Put(newDetour(site))
	site.registry().Handler = (&interceptor{site}).handle
}

// handle implements simulator.Registry.Handler, which can refuse a call and which, by changing the call's target, can
// hand it to another object; the object that it returns is not used for calls that have a session.
func (i *interceptor) handle(ctx *simulator.Context, method *simulator.Method) (mo.Reference, types.BaseMethodFault) {
	user := ""
	if ctx.Session != nil {
		user = ctx.Session.UserName
	}
	vm := i.site.nameOf(method.This.Value)
	if fault := i.site.Privileges.refusal(user, method.Name, method.This); fault != nil {
		return nil, fault
	}
	var plan taskPlan
	if method.Header.ID != handsOperation {
		for _, rule := range i.site.Rules.take(method.Name, vm, user, AtCall, AtTask, AtTaskNeverEnds) {
			if rule.At == AtCall {
				time.Sleep(time.Duration(rule.Millis) * time.Millisecond)
			}
			if rule.At == AtCall && rule.Fault != "" {
				fault, _ := newFault(rule.Fault, method.This)
				return nil, fault
			}
			plan.add(rule)
		}
	}
	if ctx.Session != nil && method.This.Type == "VirtualMachine" && slices.Contains(detourMethods, method.Name) {
		plan.guest = i.site.Guests.behaviour(vm)
		if plan.needed(method.Name) {
			ctx.Context = context.WithValue(ctx.Context, planKey{}, plan)
			method.This = detourRef
		}
	}
	return nil, nil
}

// nameOf is the name of the VM with this MoRef value, "" for anything else.
func (s *Site) nameOf(value string) string {
	vm, ok := s.registry().Get(types.ManagedObjectReference{Type: "VirtualMachine", Value: value}).(*simulator.VirtualMachine)
	if !ok {
		return ""
	}
	return vm.Name
}
