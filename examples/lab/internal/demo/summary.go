package demo

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// Summary prints the figures of each episode and what became of each expectation; it returns how many were not met.
func (s *Stage) Summary() int {
	s.narrator.Scene("Summary")
	var text strings.Builder
	table := tabwriter.NewWriter(&text, 0, 0, 3, ' ', 0)
	s.exposureRows(table)
	fmt.Fprintln(table)
	s.episodeRows(table)
	fmt.Fprintln(table)
	s.phaseRows(table)
	_ = table.Flush()
	s.narrator.Plain(text.String() + "\n")
	unmet, scene := 0, ""
	for _, expectation := range s.expectations {
		if expectation.Scene != scene {
			scene = expectation.Scene
			s.narrator.Plain(scene + "\n")
		}
		line := "  " + s.narrator.mark(expectation.Met) + " " + expectation.What
		if expectation.Detail != "" {
			line += ": " + expectation.Detail
		}
		s.narrator.Plain(line + "\n")
		unmet += count(!expectation.Met)
	}
	return unmet
}

func (s *Stage) exposureRows(table *tabwriter.Writer) {
	seen, now := s.board.Now(), time.Now()
	fmt.Fprintln(table, "exposure by referee\truns\tp50 ms\tmax ms")
	var all []time.Duration
	for _, vm := range s.vms {
		var lengths []time.Duration
		for _, episode := range s.episodes {
			for _, run := range s.exposures(seen, episode, now)[vm] {
				lengths = append(lengths, run.Length())
			}
		}
		exposureRow(table, "rbx/"+vm, lengths)
		all = append(all, lengths...)
	}
	exposureRow(table, "all", all)
}

func exposureRow(table *tabwriter.Writer, name string, lengths []time.Duration) {
	var longest time.Duration
	for _, length := range lengths {
		longest = max(longest, length)
	}
	fmt.Fprintf(table, "%s\t%d\t%d\t%d\n", name, len(lengths), Median(lengths).Milliseconds(), longest.Milliseconds())
}

func (s *Stage) episodeRows(table *tabwriter.Writer) {
	seen, now := s.board.Now(), time.Now()
	row := func(name string, cell func(*Episode) string) {
		fmt.Fprint(table, name)
		for _, episode := range s.episodes {
			fmt.Fprint(table, "\t"+cell(episode))
		}
		fmt.Fprintln(table)
	}
	row("", func(e *Episode) string { return fmt.Sprintf("episode %d", e.Number) })
	row("request", func(e *Episode) string { return e.Request })
	row("dual-active ms, by referee", func(e *Episode) string {
		return fmt.Sprint(Total(Within(DualActive(seen.Changes, s.vms, now), e.whole(now))).Milliseconds())
	})
	row("dual-active ms, outside exposures", func(e *Episode) string {
		var exposures []Interval
		for _, runs := range s.exposures(seen, e, now) {
			exposures = append(exposures, runs...)
		}
		dual := Within(DualActive(seen.Changes, s.vms, now), e.whole(now))
		return fmt.Sprint(Total(Outside(dual, exposures)).Milliseconds())
	})
	row("dual-active ms, says the operator", func(e *Episode) string {
		return fmt.Sprintf("%.0f", e.Plan.Status.Measurements.DualActiveSeconds*1000)
	})
	row("longest exposure ms, says the operator", func(e *Episode) string {
		return fmt.Sprint(e.Plan.Status.Measurements.LongestExposureMillis)
	})
	row("RTO s, says the operator", func(e *Episode) string { return secondsOf(e.Plan.Status.Measurements.RTOSeconds) })
	row("RTO s, without the wait for people", func(e *Episode) string {
		return secondsOf(e.Plan.Status.Measurements.RTOWithoutWaitSeconds)
	})
	row("cutover requests received", func(e *Episode) string { return fmt.Sprint(len(callsIn(seen, e))) })
}

// phaseRows tell how long each phase of each episode lasted.
func (s *Stage) phaseRows(table *tabwriter.Writer) {
	lasted, order := phases(s.board.Now().Plans)
	fmt.Fprint(table, "seconds in phase")
	for _, episode := range s.episodes {
		fmt.Fprintf(table, "\tepisode %d", episode.Number)
	}
	fmt.Fprintln(table)
	for _, phase := range order {
		fmt.Fprint(table, phase)
		for _, episode := range s.episodes {
			fmt.Fprintf(table, "\t%.1f", lasted[episode.Number][phase].Seconds())
		}
		fmt.Fprintln(table)
	}
}

// phases are how long each phase lasted, by episode, and the phases in the order in which they were first seen; those
// between episodes are left out.
func phases(plans []PlanSeen) (lasted map[int]map[string]time.Duration, order []string) {
	lasted = map[int]map[string]time.Duration{}
	known := map[string]bool{"": true, "Standby": true, "Completed": true}
	for i, version := range plans {
		status := version.Plan.Status
		if i+1 == len(plans) || status.Episode.Number == 0 {
			continue
		}
		if !known[status.Phase] {
			known[status.Phase] = true
			order = append(order, status.Phase)
		}
		if lasted[status.Episode.Number] == nil {
			lasted[status.Episode.Number] = map[string]time.Duration{}
		}
		lasted[status.Episode.Number][status.Phase] += plans[i+1].At.Sub(version.At)
	}
	return lasted, order
}
