// Package vcenter is a simulated vCenter: govmomi's simulator behind a front of our own, which makes it fail the way real
// ones do (ended sessions, slow answers, faults, restarts, black holes) and watches, as a referee, what its VMs do.
//
// The walk of a call: gate (connections) -> front (sessions, counts, slow or lost replies) -> simulator -> interceptor
// (delays, call faults) -> detour (tasks that fail, last or never end; guests that shut down) -> virtual machine.
// The lab's own hands enter behind the front, so that what a test breaks for its subject does not hinder the test.
package vcenter
