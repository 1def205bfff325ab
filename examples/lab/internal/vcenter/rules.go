package vcenter

import (
	"fmt"
	"path"
	"slices"
	"sync"
	"time"

	"github.com/vmware/govmomi/vim25/types"
)

// Where a rule strikes.
const (
	// AtCall: the call itself fails, or is delayed before it has any effect.
	AtCall = "call"
	// AtTask: the call is accepted, and its task ends in an error, or begins to work only after the delay.
	AtTask = "task"
	// AtTaskNeverEnds: the call is accepted, and its task runs for ever without any effect.
	AtTaskNeverEnds = "taskNeverEnds"
	// AtReply: the call is carried out, but its reply is lost with the connection, or late.
	AtReply = "reply"
)

// Rule makes calls fail or slow. govmomi has fault rules of its own (simulator/fault_injection.go); they count without a
// lock and match one exact name only, so that "the first three calls" of a burst would not be three.
type Rule struct {
	ID int `json:"id"`
	// Method is a SOAP method ("SuspendVM_Task"), or "*".
	Method string `json:"method"`
	// VM is a glob on the VM's name; empty matches calls on anything.
	VM string `json:"vm,omitempty"`
	// User is a glob on the user's name; empty matches everybody.
	User string `json:"user,omitempty"`
	At   string `json:"at,omitempty"`
	// Fault is the name of a vSphere fault type ("TaskInProgress"). A rule without one delays only.
	Fault string `json:"fault,omitempty"`
	// Message is the fault's localized message, where it is carried by a task.
	Message string `json:"message,omitempty"`
	// Millis is the delay.
	Millis int `json:"millis,omitempty"`
	// Count is how many calls it strikes; 0 is all.
	Count int `json:"count,omitempty"`
	// Hits is how many it has struck.
	Hits int `json:"hits"`
}

// Rules are the rules in force at a site, in the order in which they came. They spare the lab's own hands.
type Rules struct {
	mutex sync.Mutex
	rules []*Rule
	last  int
}

// NewRules returns no rules.
func NewRules() *Rules { return &Rules{} }

// Add checks a rule, puts it in force, and returns it with its id.
func (r *Rules) Add(rule Rule) (Rule, error) {
	if rule.At == "" {
		rule.At = AtCall
	}
	if err := rule.check(); err != nil {
		return Rule{}, err
	}
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.last++
	rule.ID, rule.Hits = r.last, 0
	r.rules = append(r.rules, &rule)
	return rule, nil
}

// All returns the rules for which the predicate holds, with their hits.
func (r *Rules) All(which func(Rule) bool) []Rule {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	all := []Rule{}
	for _, rule := range r.rules {
		if which(*rule) {
			all = append(all, *rule)
		}
	}
	return all
}

// Remove takes the rules out of force for which the predicate holds.
func (r *Rules) Remove(which func(Rule) bool) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.rules = slices.DeleteFunc(r.rules, func(rule *Rule) bool { return which(*rule) })
}

// IsDelay tells a rule that only delays from one that makes something fail.
func (r Rule) IsDelay() bool {
	return r.Millis > 0 && r.Fault == "" && r.At != AtTaskNeverEnds && r.Count == 0
}

func (r Rule) check() error {
	if r.Method == "" {
		return fmt.Errorf("method is missing: a SOAP method such as SuspendVM_Task, or *")
	}
	for _, glob := range []string{r.VM, r.User} {
		if _, err := path.Match(glob, ""); err != nil {
			return fmt.Errorf("glob %q: %w", glob, err)
		}
	}
	if r.Millis < 0 || r.Count < 0 {
		return fmt.Errorf("millis and count cannot be negative")
	}
	if r.Fault != "" {
		if _, err := newFault(r.Fault, types.ManagedObjectReference{}); err != nil {
			return err
		}
	}
	switch r.At {
	case AtCall:
		if r.Fault == "" && r.Millis == 0 {
			return fmt.Errorf("a rule at the call needs a fault, millis, or both")
		}
	case AtTask, AtTaskNeverEnds:
		if !slices.Contains(detourMethods, r.Method) {
			return fmt.Errorf("%s is not one of the methods whose task can be changed: %v", r.Method, detourMethods)
		}
		if r.At == AtTask && r.Fault == "" && r.Millis == 0 {
			return fmt.Errorf("a rule at the task needs a fault, millis, or both")
		}
	case AtReply:
		if r.Fault != "" {
			return fmt.Errorf("a reply can be late (millis) or lost (no millis), it has no fault")
		}
	default:
		return fmt.Errorf("at is %q: it is %s, %s, %s or %s", r.At, AtCall, AtTask, AtTaskNeverEnds, AtReply)
	}
	return nil
}

// take returns the rules that strike a call at the given places, and counts the hits. At most one of them has a fault.
func (r *Rules) take(method, vm, user string, places ...string) []Rule {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	var struck []Rule
	failed := false
	for _, rule := range r.rules {
		if !slices.Contains(places, rule.At) || !rule.matches(method, vm, user) || failed && !rule.IsDelay() {
			continue
		}
		rule.Hits++
		failed = failed || !rule.IsDelay()
		struck = append(struck, *rule)
	}
	return struck
}

func (r *Rule) matches(method, vm, user string) bool {
	return (r.Count == 0 || r.Hits < r.Count) &&
		(r.Method == "*" || r.Method == method) &&
		(r.VM == "" || glob(r.VM, vm)) &&
		(r.User == "" || glob(r.User, user))
}

// replyVerdict is what becomes of a reply.
type replyVerdict struct {
	delay time.Duration
	drop  bool
}

func (r *Rules) onReply(method, vm, user string) (verdict replyVerdict) {
	for _, rule := range r.take(method, vm, user, AtReply) {
		verdict.delay += time.Duration(rule.Millis) * time.Millisecond
		verdict.drop = verdict.drop || rule.Millis == 0
	}
	return verdict
}

func glob(pattern, name string) bool {
	matched, _ := path.Match(pattern, name)
	return matched
}
