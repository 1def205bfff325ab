package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"failback.pra.io/lab/internal/vcenter"
)

// judge compares a whole episode, as the referee recorded it, with what must be.
func (s *Stage) judge(episode *Episode) {
	seen, now := s.board.Now(), time.Now()
	s.narrator.Say("what the referee says of episode %d:", episode.Number)
	s.judgeHold(seen, episode, now)
	s.judgeOrder(seen, episode)
	s.judgeCutover(seen, episode)
	measured := episode.Plan.Status.Measurements
	complete := measured.RTOSeconds != nil && measured.RTOWithoutWaitSeconds != nil
	s.expect(complete, "the plan has measured the RTO", "%s s, %s s without the wait for people",
		secondsOf(measured.RTOSeconds), secondsOf(measured.RTOWithoutWaitSeconds))
}

func (s *Stage) judgeHold(seen Seen, episode *Episode, now time.Time) {
	var all []Interval
	var longest time.Duration
	for _, runs := range s.exposures(seen, episode, now) {
		for _, run := range runs {
			all = append(all, run)
			longest = max(longest, run.Length())
		}
	}
	s.expect(longest <= longestExposure, "no held VM ran longer than "+longestExposure.String(), "%d runs, the longest %d ms",
		len(all), longest.Milliseconds())
	s.judgeDualActive(seen, episode, all, now)
	early := 0
	for _, change := range seen.Changes {
		early += count(byOperator(change) && change.Site == "rbx" && change.To == poweredOn && within(change.At, episode.held(now)))
	}
	s.expect(early == 0, "the operator started no RBX VM before the approval", "%d", early)
}

func (s *Stage) judgeDualActive(seen Seen, episode *Episode, exposures []Interval, now time.Time) {
	dual := Outside(Within(DualActive(seen.Changes, s.vms, now), episode.whole(now)), exposures)
	if !episode.Plan.mayOverlap() {
		s.expect(Total(dual) == 0, "no pair ran at both sites outside these exposures", "%d ms", Total(dual).Milliseconds())
		return
	}
	approved := Interval{episode.Approved, episode.Completed}
	early := Total(Outside(dual, []Interval{approved}))
	s.expect(early == 0, "no pair ran at both sites before the approval, outside these exposures", "%d ms", early.Milliseconds())
	overlap := Total(dual)
	bound := time.Duration(episode.Plan.Spec.OverlapMaxSeconds) * time.Second
	s.expect(overlap > 0 && overlap <= bound, "they ran together as approved, no longer than "+bound.String(), "%d ms",
		overlap.Milliseconds())
	flagged, other := 0, ""
	for _, version := range seen.Plans {
		condition := version.Plan.Condition("DualActive")
		if !within(version.At, approved) || condition.Status != "True" {
			continue
		}
		flagged++
		if condition.Reason != "ApprovedOverlap" {
			other = condition.Reason
		}
	}
	s.expect(flagged > 0 && other == "", "condition DualActive says ApprovedOverlap meanwhile, and nothing worse", "%s", other)
}

func (s *Stage) judgeOrder(seen Seen, episode *Episode) {
	window := Interval{episode.Approved, episode.Completed}
	databases := func(vm string) bool { return strings.HasPrefix(vm, "mysql-") }
	applications := func(vm string) bool { return strings.HasPrefix(vm, "docker-") }
	s.inOrder("SBG goes down last wave first: docker before mysql",
		LastTo(seen.Changes, "sbg", poweredOff, window, applications), FirstTo(seen.Changes, "sbg", poweredOff, window, databases))
	if !episode.Plan.mayOverlap() {
		s.inOrder("RBX starts only when all of SBG is down",
			LastTo(seen.Changes, "sbg", poweredOff, window, anyVM), FirstTo(seen.Changes, "rbx", poweredOn, window, anyVM))
	}
	dockerStarts := FirstTo(seen.Changes, "rbx", poweredOn, window, applications)
	s.inOrder("RBX starts MySQL before Docker", LastTo(seen.Changes, "rbx", poweredOn, window, databases), dockerStarts)
	var listening time.Time
	for _, opening := range seen.Openings {
		if strings.HasPrefix(opening.Follows, "rbx/mysql-") && within(opening.At, window) {
			listening = latest(listening, opening.At)
		}
	}
	s.inOrder("Docker starts only when MySQL listens", listening, dockerStarts)
}

func (s *Stage) inOrder(what string, first, then time.Time) {
	met := !first.IsZero() && !then.IsZero() && then.After(first)
	detail := fmt.Sprintf("%d ms between", then.Sub(first).Milliseconds())
	if first.IsZero() || then.IsZero() {
		detail = "one of them was not seen"
	}
	s.expect(met, what, "%s", detail)
}

func (s *Stage) judgeCutover(seen Seen, episode *Episode) {
	calls := callsIn(seen, episode)
	wanted := byHTTP(episode.Plan.Spec.Cutover)
	perPlace := map[string]int{}
	var keys []string
	for _, call := range calls {
		perPlace[call.Service+call.Path]++
		keys = append(keys, call.IdempotencyKey)
	}
	once := len(calls) == wanted && len(perPlace) == wanted
	s.expect(once, "each cutover request arrived exactly once", "%d of %d", len(calls), wanted)
	slices.Sort(keys)
	distinct := slices.Compact(slices.Clone(keys))
	s.expect(len(distinct) == len(calls) && !slices.Contains(keys, ""), "each has an Idempotency-Key of its own", "%s",
		strings.Join(keys, ", "))
	approved := Interval{episode.Approved, episode.Completed}
	started := LastTo(seen.Changes, "rbx", poweredOn, approved, anyVM)
	if len(calls) > 0 {
		s.inOrder("the traffic is switched when all of RBX runs", started, calls[0].At)
		if episode.Plan.mayOverlap() {
			s.inOrder("SBG is stopped when the traffic is switched", calls[len(calls)-1].At,
				FirstTo(seen.Changes, "sbg", poweredOff, approved, anyVM))
		}
	}
	earlier := map[string]bool{}
	for _, other := range s.episodes {
		for _, call := range callsIn(seen, other) {
			if other != episode {
				earlier[call.IdempotencyKey] = true
			}
		}
	}
	if len(earlier) > 0 {
		again := slices.ContainsFunc(keys, func(key string) bool { return earlier[key] })
		s.expect(!again, "no Idempotency-Key of an earlier episode comes again", "")
	}
}

func (s *Stage) judgeReplication(ctx context.Context) error {
	protects, status, commits, err := s.replica.Reversed(ctx)
	if err != nil {
		return err
	}
	s.expect(protects == "rbx" && status == "MeetingSLA" && commits == 1, "Zerto's stand-in replicates from RBX to SBG, by one commit",
		"it protects %s, %s, %d commit(s)", strings.ToUpper(protects), status, commits)
	return nil
}

func anyVM(string) bool { return true }

func callsIn(seen Seen, episode *Episode) []Call {
	var calls []Call
	for _, call := range seen.Calls {
		if within(call.At, episode.whole(time.Now())) {
			calls = append(calls, call)
		}
	}
	return calls
}

func byOperator(change vcenter.PowerChange) bool { return change.User == vcenter.Operator }

func within(at time.Time, window Interval) bool {
	return !at.Before(window.From) && at.Before(window.To)
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

func secondsOf(value *float64) string {
	if value == nil {
		return "?"
	}
	return fmt.Sprintf("%.1f", *value)
}
