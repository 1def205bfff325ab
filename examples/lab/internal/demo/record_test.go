package demo

import (
	"slices"
	"testing"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

var zero = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func at(millis int) time.Time { return zero.Add(time.Duration(millis) * time.Millisecond) }

func span(from, to int) Interval { return Interval{at(from), at(to)} }

func change(millis int, site, vm, moRef, to string) vcenter.PowerChange {
	kind := vcenter.Changed
	if to == "" {
		kind = vcenter.Removed
	}
	return vcenter.PowerChange{At: at(millis), Kind: kind, Site: site, VM: vm, MoRef: moRef, To: to}
}

func TestRunsEndWithWhateverIsNoRun(t *testing.T) {
	record := []vcenter.PowerChange{
		change(0, "rbx", "a", "vm-1", poweredOff),
		change(10, "rbx", "a", "vm-1", poweredOn),
		change(15, "sbg", "a", "vm-1", poweredOn),
		change(16, "rbx", "b", "vm-2", poweredOn),
		change(30, "rbx", "a", "vm-1", suspended),
		change(40, "rbx", "a", "vm-1", poweredOn),
		change(50, "rbx", "a", "vm-1", ""),
		change(60, "rbx", "a", "vm-9", poweredOn),
	}
	want(t, Runs(record, "rbx", "a", at(100)), span(10, 30), span(40, 50), span(60, 100))
	want(t, Runs(record, "sbg", "a", at(100)), span(15, 100))
	want(t, Runs(record, "sbg", "b", at(100)))
}

func TestTwoVMsOfOneNameRunUntilTheLastStops(t *testing.T) {
	record := []vcenter.PowerChange{
		change(0, "rbx", "a", "vm-1", poweredOn),
		change(10, "rbx", "a", "vm-2", poweredOn),
		change(20, "rbx", "a", "vm-1", poweredOff),
		change(30, "rbx", "a", "vm-2", suspended),
	}
	want(t, Runs(record, "rbx", "a", at(100)), span(0, 30))
}

func TestIntervals(t *testing.T) {
	some := []Interval{span(0, 10), span(20, 30), span(40, 50)}
	want(t, Within(some, span(5, 45)), span(5, 10), span(20, 30), span(40, 45))
	want(t, Both(some, []Interval{span(8, 22), span(29, 29)}), span(8, 10), span(20, 22))
	want(t, Both(some, nil))
	want(t, Union([]Interval{span(20, 30), span(0, 10), span(10, 12), span(5, 6), span(25, 35)}), span(0, 12), span(20, 35))
	want(t, Outside(some, []Interval{span(5, 25), span(44, 45)}), span(0, 5), span(25, 30), span(40, 44), span(45, 50))
	want(t, Outside(some, nil), some...)
	want(t, Outside(some, []Interval{span(-5, 60)}))
	if total := Total([]Interval{span(0, 10), span(5, 15), span(20, 21)}); total != 16*time.Millisecond {
		t.Errorf("the total is %s", total)
	}
}

func TestDualActiveIsOfPairs(t *testing.T) {
	record := []vcenter.PowerChange{
		change(0, "sbg", "a", "vm-1", poweredOn),
		change(0, "rbx", "b", "vm-2", poweredOn), // its twin is off: nothing is dual
		change(10, "rbx", "a", "vm-1", poweredOn),
		change(30, "rbx", "a", "vm-1", suspended),
		change(50, "sbg", "b", "vm-2", poweredOn),
		change(60, "sbg", "b", "vm-2", poweredOff),
	}
	want(t, DualActive(record, []string{"a", "b"}, at(100)), span(10, 30), span(50, 60))
}

func TestMedian(t *testing.T) {
	for _, c := range []struct{ of, is int }{{0, 0}, {1, 1}, {2, 1}, {3, 2}, {4, 2}} {
		var durations []time.Duration
		for i := c.of; i > 0; i-- {
			durations = append(durations, time.Duration(i))
		}
		if median := Median(durations); median != time.Duration(c.is) {
			t.Errorf("of 1 to %d it is %d", c.of, median)
		}
	}
}

func TestFirstAndLast(t *testing.T) {
	record := []vcenter.PowerChange{
		change(5, "rbx", "a", "vm-1", poweredOn),
		change(10, "rbx", "a", "vm-1", poweredOn),
		change(20, "rbx", "b", "vm-2", poweredOn),
		change(30, "rbx", "a", "vm-1", poweredOn),
		change(40, "rbx", "a", "vm-1", poweredOn),
	}
	all := func(string) bool { return true }
	if first, last := FirstTo(record, "rbx", poweredOn, span(10, 40), all), LastTo(record, "rbx", poweredOn, span(10, 40), all); !first.Equal(at(10)) || !last.Equal(at(30)) {
		t.Errorf("first %s, last %s", first, last)
	}
	if none := FirstTo(record, "sbg", poweredOn, span(0, 100), all); !none.IsZero() {
		t.Errorf("nothing happened there, and it says %s", none)
	}
}

func TestPhasesAreTimedByTheirVersions(t *testing.T) {
	version := func(millis, episode int, phase string) PlanSeen {
		var plan Plan
		plan.Status.Phase, plan.Status.Episode.Number = phase, episode
		return PlanSeen{at(millis), plan}
	}
	lasted, order := phases([]PlanSeen{
		version(0, 0, ""), version(10, 1, "Holding"), version(15, 1, "Holding"), version(40, 1, "Quiescing"),
		version(50, 1, "Holding"), version(60, 1, "Completed"), version(90, 2, "Holding"), version(95, 2, "Completed"),
	})
	if !slices.Equal(order, []string{"Holding", "Quiescing"}) {
		t.Errorf("the order is %v", order)
	}
	if lasted[1]["Holding"] != 40*time.Millisecond || lasted[2]["Holding"] != 5*time.Millisecond {
		t.Errorf("they lasted %v", lasted)
	}
}

func want(t *testing.T, got []Interval, want ...Interval) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
