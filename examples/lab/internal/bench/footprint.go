package bench

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

const (
	firstSuspendWithin = 1200 * time.Millisecond
	residentAtMost     = 128
	callsAtMost        = 3
	// rest is how long an operator is left alone before its memory or its idle calls are measured: its first minute
	// warms it up.
	rest = 75 * time.Second
)

// measureStart takes the time from the start of the process to the first suspension of a VM that already runs.
func measureStart(ctx context.Context, options *Options, table *table) error {
	a, err := guard(ctx, options, "start", 100)
	if err != nil {
		return err
	}
	defer a.leave()
	var took []time.Duration
	for i := range options.Starts {
		a.contestant.Kill()
		vm := extra(i)
		if err := a.powerOn(ctx, vm); err != nil {
			return err
		}
		if _, err := a.changes(ctx, 0); err != nil {
			return err
		}
		began := time.Now()
		if err := a.startOperator(options); err != nil {
			return err
		}
		err := until(ctx, startsWithin, vm+" is suspended", func() bool {
			changes, _ := a.changes(ctx, 100)
			for _, change := range changes {
				if change.VM == vm && change.To == "suspended" {
					took = append(took, change.At.Sub(began))
					return true
				}
			}
			return false
		})
		if err != nil {
			return err
		}
	}
	median := percentile(took, 50)
	table.aimed("start of the process to the first suspension, 100 VMs",
		fmt.Sprintf("median of %d: %.0f ms; best %.0f ms", len(took), millis(median), millis(percentile(took, 1))),
		median.Seconds(), firstSuspendWithin.Seconds(), "1200 ms")
	return nil
}

// measureIdle counts the calls of a site that is held, and of one that is not.
func measureIdle(ctx context.Context, options *Options, table *table) error {
	a, err := guard(ctx, options, "idle", 100)
	if err != nil {
		return err
	}
	defer a.leave()
	if err := pause(ctx, rest); err != nil {
		return err
	}
	for _, site := range []string{"rbx", "sbg"} {
		if err := a.tell(ctx, http.MethodDelete, "/sites/"+site+"/calls", nil, nil); err != nil {
			return err
		}
	}
	if err := pause(ctx, time.Duration(options.IdleMinutes)*time.Minute); err != nil {
		return err
	}
	for _, site := range []struct{ name, is string }{{"rbx", "held"}, {"sbg", "not held"}} {
		var answer struct {
			Calls map[string]int `json:"calls"`
		}
		if err := a.tell(ctx, http.MethodGet, "/sites/"+site.name+"/calls", nil, &answer); err != nil {
			return err
		}
		all := 0
		for _, count := range answer.Calls {
			all += count
		}
		perMinute := float64(all) / float64(options.IdleMinutes)
		table.aimed(fmt.Sprintf("SOAP calls a minute, nothing happens, a site that is %s", site.is),
			fmt.Sprintf("%.1f (%d in %d min: %s)", perMinute, all, options.IdleMinutes,
				strings.Trim(fmt.Sprint(answer.Calls), "map[]")), perMinute, callsAtMost, "3")
	}
	return nil
}

// measureMemory reads what is resident with two sites of some VMs each, at rest and after a burst.
func measureMemory(ctx context.Context, options *Options, table *table) error {
	for _, vms := range []int{100, 1000} {
		if err := memory(ctx, options, table, vms); err != nil {
			return err
		}
	}
	return nil
}

func memory(ctx context.Context, options *Options, table *table, vms int) error {
	a, err := guard(ctx, options, "memory", vms)
	if err != nil {
		return err
	}
	defer a.leave()
	if err := pause(ctx, 20*time.Second); err != nil {
		return err
	}
	idle, err := resident(a.contestant.PID)
	if err != nil {
		return err
	}
	if _, err := a.expose(ctx, names(min(options.Burst, vms))...); err != nil {
		return err
	}
	if err := pause(ctx, 5*time.Second); err != nil {
		return err
	}
	after, err := resident(a.contestant.PID)
	if err != nil {
		return err
	}
	table.aimed(fmt.Sprintf("resident, 2 sites of %d VMs", vms),
		fmt.Sprintf("%d MiB idle, %d MiB after a burst of %d", idle, after, min(options.Burst, vms)),
		float64(max(idle, after)), residentAtMost, fmt.Sprintf("%d MiB", residentAtMost))
	return nil
}

// resident is VmRSS in MiB.
func resident(pid int) (int, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("what is resident is read from /proc: %w", err)
	}
	for line := range strings.Lines(string(content)) {
		if value, found := strings.CutPrefix(line, "VmRSS:"); found {
			kib, err := strconv.Atoi(strings.Fields(value)[0])
			return kib / 1024, err
		}
	}
	return 0, fmt.Errorf("process %d has no VmRSS", pid)
}
