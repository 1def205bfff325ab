package vcenter

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

// detourMethods are the methods that a detour can answer in the place of a VM.
var detourMethods = []string{"PowerOnVM_Task", "PowerOffVM_Task", "SuspendVM_Task", "ResetVM_Task", "ShutdownGuest"}

var detourRef = types.ManagedObjectReference{Type: "FailbackLab", Value: "detour"}

// detour answers calls for VMs whose tasks are to fail, to last, or never to end. The simulator's own tasks hold the lock
// of their VM as long as they run, and nobody could read it; these do not.
type detour struct {
	mo.Task // a managed object is all that the simulator asks for; this one is never read
	site    *Site
	count   atomic.Int64
}

func newDetour(site *Site) *detour {
	d := &detour{site: site}
	d.Self = detourRef
	return d
}

// taskPlan is what is to become of the task of one call.
type taskPlan struct {
	delay     time.Duration
	fault     string
	message   string
	neverEnds bool
	guest     guestBehaviour
}

func (p *taskPlan) add(rule Rule) {
	switch rule.At {
	case AtTask:
		p.delay += time.Duration(rule.Millis) * time.Millisecond
		p.fault, p.message = rule.Fault, rule.Message
	case AtTaskNeverEnds:
		p.neverEnds = true
	}
}

func (p *taskPlan) needed(method string) bool {
	return p.delay > 0 || p.fault != "" || p.neverEnds || method == "ShutdownGuest"
}

// PowerOnVMTask answers PowerOnVM_Task.
func (d *detour) PowerOnVMTask(ctx *simulator.Context, req *types.PowerOnVM_Task) soap.HasFault {
	task := d.run(ctx, req.This, "powerOn", func(ctx *simulator.Context, vm *simulator.VirtualMachine) types.ManagedObjectReference {
		return vm.PowerOnVMTask(ctx, req).(*methods.PowerOnVM_TaskBody).Res.Returnval
	})
	return &methods.PowerOnVM_TaskBody{Res: &types.PowerOnVM_TaskResponse{Returnval: task}}
}

// PowerOffVMTask answers PowerOffVM_Task.
func (d *detour) PowerOffVMTask(ctx *simulator.Context, req *types.PowerOffVM_Task) soap.HasFault {
	task := d.run(ctx, req.This, "powerOff", func(ctx *simulator.Context, vm *simulator.VirtualMachine) types.ManagedObjectReference {
		return vm.PowerOffVMTask(ctx, req).(*methods.PowerOffVM_TaskBody).Res.Returnval
	})
	return &methods.PowerOffVM_TaskBody{Res: &types.PowerOffVM_TaskResponse{Returnval: task}}
}

// SuspendVMTask answers SuspendVM_Task.
func (d *detour) SuspendVMTask(ctx *simulator.Context, req *types.SuspendVM_Task) soap.HasFault {
	task := d.run(ctx, req.This, "suspend", func(ctx *simulator.Context, vm *simulator.VirtualMachine) types.ManagedObjectReference {
		return vm.SuspendVMTask(ctx, req).(*methods.SuspendVM_TaskBody).Res.Returnval
	})
	return &methods.SuspendVM_TaskBody{Res: &types.SuspendVM_TaskResponse{Returnval: task}}
}

// ResetVMTask answers ResetVM_Task.
func (d *detour) ResetVMTask(ctx *simulator.Context, req *types.ResetVM_Task) soap.HasFault {
	task := d.run(ctx, req.This, "reset", func(ctx *simulator.Context, vm *simulator.VirtualMachine) types.ManagedObjectReference {
		return vm.ResetVMTask(ctx, req).(*methods.ResetVM_TaskBody).Res.Returnval
	})
	return &methods.ResetVM_TaskBody{Res: &types.ResetVM_TaskResponse{Returnval: task}}
}

// work calls the method of the VM itself, under the VM's lock, and returns its task.
type work func(*simulator.Context, *simulator.VirtualMachine) types.ManagedObjectReference

// run registers a running task of ours and returns it; what the plan says becomes of it later.
func (d *detour) run(ctx *simulator.Context, vm types.ManagedObjectReference, name string, do work) types.ManagedObjectReference {
	plan, _ := ctx.Value(planKey{}).(taskPlan)
	ctx = ownContext(ctx)
	task := simulator.CreateTask(vm, name, nil)
	task.Self = types.ManagedObjectReference{Type: "Task", Value: fmt.Sprintf("task-lab-%d", d.count.Add(1))}
	task.Info.Key, task.Info.Task = task.Self.Value, task.Self
	task.Info.State, task.Info.StartTime = types.TaskInfoStateRunning, types.NewTime(time.Now())
	ctx.Map.Put(task)
	go func() {
		time.Sleep(plan.delay)
		switch {
		case plan.neverEnds:
		case plan.fault != "":
			fault, _ := newFault(plan.fault, vm)
			d.end(ctx, task, types.TaskInfo{
				State: types.TaskInfoStateError,
				Error: &types.LocalizedMethodFault{Fault: fault, LocalizedMessage: plan.message},
			})
		default:
			d.end(ctx, task, d.carryOut(ctx, vm, do))
		}
	}()
	return task.Self
}

func (d *detour) carryOut(ctx *simulator.Context, ref types.ManagedObjectReference, do work) types.TaskInfo {
	vm, ok := ctx.Map.Get(ref).(*simulator.VirtualMachine)
	if !ok {
		fault := &types.ManagedObjectNotFound{Obj: ref}
		return types.TaskInfo{State: types.TaskInfoStateError, Error: &types.LocalizedMethodFault{Fault: fault}}
	}
	var inner types.ManagedObjectReference
	ctx.WithLock(vm, func() { inner = do(ctx, vm) })
	info, _ := d.site.tasks.await(context.Background(), ctx.Map, inner)
	return info
}

func (d *detour) end(ctx *simulator.Context, task *simulator.Task, info types.TaskInfo) {
	var fault any
	if info.Error != nil {
		fault = *info.Error
	}
	ctx.Map.AtomicUpdate(ctx, task, []types.PropertyChange{
		{Name: "info.completeTime", Val: time.Now()},
		{Name: "info.state", Val: info.State},
		{Name: "info.result", Val: info.Result},
		{Name: "info.error", Val: fault},
	})
}

// ownContext is a context that outlives the call: the simulator shares a lock among all that hold the same context.
func ownContext(ctx *simulator.Context) *simulator.Context {
	own := *ctx
	own.Context = context.Background()
	return &own
}
