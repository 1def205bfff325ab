package demo

import (
	"slices"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

const (
	poweredOn  = "poweredOn"
	poweredOff = "poweredOff"
	suspended  = "suspended"
)

// Interval is a time from From, inclusive, to To, exclusive.
type Interval struct{ From, To time.Time }

// Length is 0 for an interval that is none.
func (i Interval) Length() time.Duration { return max(0, i.To.Sub(i.From)) }

// Runs are the times during which a VM of a site was powered on, in order; one that has not ended ends at now. VMs of one
// name at one site are taken for one, as a VM that is created again keeps its name.
func Runs(changes []vcenter.PowerChange, site, vm string, now time.Time) []Interval {
	var runs []Interval
	var since time.Time
	running := map[string]bool{}
	for _, change := range changes {
		if change.Site != site || change.VM != vm {
			continue
		}
		before := len(running)
		if change.To == poweredOn {
			running[change.MoRef] = true
		} else {
			delete(running, change.MoRef)
		}
		switch {
		case before == 0 && len(running) > 0:
			since = change.At
		case before > 0 && len(running) == 0:
			runs = append(runs, Interval{since, change.At})
		}
	}
	if len(running) > 0 {
		runs = append(runs, Interval{since, now})
	}
	return runs
}

// Within are the parts of intervals that lie in a window.
func Within(intervals []Interval, window Interval) []Interval {
	return Both(intervals, []Interval{window})
}

// Both are the times that two sets of intervals have in common. Each set is in order and without overlap.
func Both(one, other []Interval) []Interval {
	var both []Interval
	for _, a := range one {
		for _, b := range other {
			if common := (Interval{latest(a.From, b.From), earliest(a.To, b.To)}); common.Length() > 0 {
				both = append(both, common)
			}
		}
	}
	return Union(both)
}

// Union puts intervals in order and joins those that touch.
func Union(intervals []Interval) []Interval {
	ordered := slices.Clone(intervals)
	slices.SortFunc(ordered, func(a, b Interval) int { return a.From.Compare(b.From) })
	var joined []Interval
	for _, next := range ordered {
		if next.Length() == 0 {
			continue
		}
		if last := len(joined) - 1; last >= 0 && !next.From.After(joined[last].To) {
			joined[last].To = latest(joined[last].To, next.To)
		} else {
			joined = append(joined, next)
		}
	}
	return joined
}

// Outside are the times of one set that are not in the other.
func Outside(intervals, allowed []Interval) []Interval {
	rest := Union(intervals)
	for _, a := range Union(allowed) {
		var left []Interval
		for _, r := range rest {
			left = append(left, Interval{r.From, earliest(r.To, a.From)}, Interval{latest(r.From, a.To), r.To})
		}
		rest = Union(left)
	}
	return rest
}

// Total is the length of all intervals together; times in two of them count once.
func Total(intervals []Interval) time.Duration {
	var total time.Duration
	for _, interval := range Union(intervals) {
		total += interval.Length()
	}
	return total
}

// DualActive are the times during which the VMs of one pair, which share a name, ran at both sites, for any pair.
func DualActive(changes []vcenter.PowerChange, vms []string, now time.Time) []Interval {
	var dual []Interval
	for _, vm := range vms {
		dual = append(dual, Both(Runs(changes, "rbx", vm, now), Runs(changes, "sbg", vm, now))...)
	}
	return Union(dual)
}

// Median is the middle one, the lower of two; 0 without any.
func Median(durations []time.Duration) time.Duration {
	if len(durations) == 0 {
		return 0
	}
	ordered := slices.Sorted(slices.Values(durations))
	return ordered[(len(ordered)-1)/2]
}

// StatesOf are the latest power states of a site's VMs, by name.
func StatesOf(changes []vcenter.PowerChange, site string) map[string]string {
	states := map[string]string{}
	for _, change := range changes {
		switch {
		case change.Site != site:
		case change.Kind == vcenter.Removed:
			delete(states, change.VM)
		default:
			states[change.VM] = change.To
		}
	}
	return states
}

// FirstTo and LastTo are when the first, or last, of the changes of a site's VMs to a state happened within a window, of
// those VMs that which picks; zero if none did.
func FirstTo(changes []vcenter.PowerChange, site, state string, window Interval, which func(vm string) bool) time.Time {
	all := timesTo(changes, site, state, window, which)
	if len(all) == 0 {
		return time.Time{}
	}
	return all[0]
}

// LastTo: see FirstTo.
func LastTo(changes []vcenter.PowerChange, site, state string, window Interval, which func(vm string) bool) time.Time {
	all := timesTo(changes, site, state, window, which)
	if len(all) == 0 {
		return time.Time{}
	}
	return all[len(all)-1]
}

func timesTo(changes []vcenter.PowerChange, site, state string, window Interval, which func(vm string) bool) []time.Time {
	var times []time.Time
	for _, change := range changes {
		inWindow := !change.At.Before(window.From) && change.At.Before(window.To)
		if change.Site == site && change.To == state && inWindow && which(change.VM) {
			times = append(times, change.At)
		}
	}
	return times
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
