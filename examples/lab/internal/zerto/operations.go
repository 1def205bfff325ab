package zerto

import (
	"fmt"
	"time"

	"github.com/google/uuid"
)

// begun is what a Move or Failover asks for.
type begun struct {
	policy  string
	seconds int
}

// Open begins a Move or Failover: it is before its commit at once, and the commit clock runs.
func (e *Estate) Open(id, kind string, wanted begun) (string, error) {
	return e.change(id, kind, func(vpg *VPG) error {
		if vpg.operation != "" {
			return fmt.Errorf("VPG %s is in a %s", vpg.Name, vpg.operation)
		}
		vpg.operation = kind
		vpg.CommitPolicy, vpg.CommitSeconds = wanted.policy, wanted.seconds
		if kind == "Move" {
			vpg.Status, vpg.SubStatus = "Moving", "MovingBeforeCommit"
		} else {
			vpg.Status, vpg.SubStatus = "FailingOver", "FailingOverBeforeCommit"
		}
		vpg.ActualRPO = -1
		e.startClock(vpg)
		return nil
	})
}

// Commit ends a Move or Failover. With reverse protection the VPG protects the other site from then on.
func (e *Estate) Commit(id, kind string, reverse bool) (string, error) {
	return e.change(id, kind+"Commit", func(vpg *VPG) error {
		if vpg.operation != kind || (vpg.SubStatus != "MovingBeforeCommit" && vpg.SubStatus != "FailingOverBeforeCommit") {
			return fmt.Errorf("VPG %s waits for no %sCommit", vpg.Name, kind)
		}
		e.commit(vpg, kind, reverse)
		return nil
	})
}

func (e *Estate) commit(vpg *VPG, kind string, reverse bool) {
	vpg.stopClock()
	vpg.SubStatus = map[string]string{"Move": "MovingCommitting", "Failover": "FailingOverCommitting"}[kind]
	e.later(vpg, vpg.CommitMillis, func() { e.committed(vpg, kind, reverse) })
}

func (e *Estate) committed(vpg *VPG, kind string, reverse bool) {
	vpg.operation = ""
	vpg.ActualRPO, vpg.HistoryMinutes = -1, 0
	switch {
	case !reverse && kind == "Failover":
		vpg.Status, vpg.SubStatus = "Recovered", "None"
		return
	case !reverse:
		vpg.Status, vpg.SubStatus = "NotMeetingSLA", "NeedsConfiguration"
		return
	}
	vpg.Protects = vpg.otherSite()
	if vpg.NewID {
		vpg.ID = uuid.NewString()
	}
	if vpg.AfterReversal != "MeetingSLA" {
		vpg.Status, vpg.SubStatus = "NotMeetingSLA", vpg.AfterReversal
		return
	}
	vpg.Status, vpg.SubStatus = "NotMeetingSLA", "BitmapSync"
	if kind == "Failover" {
		vpg.SubStatus = "DeltaSync"
	}
	e.later(vpg, vpg.SyncMillis, func() {
		vpg.Status, vpg.SubStatus, vpg.ActualRPO = "MeetingSLA", "None", 5
		vpg.HistoryMinutes, vpg.CheckpointAge, vpg.setAt = vpg.ConfiguredHistoryMinutes, 5, time.Now()
	})
}

// Rollback takes a Move or Failover back.
func (e *Estate) Rollback(id, kind string) (string, error) {
	return e.change(id, kind+"Rollback", func(vpg *VPG) error {
		if vpg.operation != kind {
			return fmt.Errorf("VPG %s is in no %s", vpg.Name, kind)
		}
		vpg.rollBack()
		return nil
	})
}

func (v *VPG) rollBack() {
	v.stopClock()
	v.operation = ""
	v.Status, v.SubStatus, v.ActualRPO = "MeetingSLA", "None", 6
}

// Pause stops the replication of a VPG, and Resume starts it again.
func (e *Estate) Pause(id string, paused bool) (string, error) {
	return e.change(id, "Pause", func(vpg *VPG) error {
		if paused {
			vpg.Status, vpg.SubStatus = "NotMeetingSLA", "ReplicationPausedUserInitiated"
		} else {
			vpg.Status, vpg.SubStatus = "MeetingSLA", "None"
		}
		return nil
	})
}

// startClock is the hazard that people do not see: the policy is carried out when nobody has committed in time.
func (e *Estate) startClock(vpg *VPG) {
	vpg.stopClock()
	if vpg.CommitPolicy == "None" {
		return
	}
	policy, kind := vpg.CommitPolicy, vpg.operation
	e.later(vpg, vpg.CommitSeconds*1000, func() {
		if policy == "Commit" {
			e.commit(vpg, kind, false)
		} else {
			vpg.rollBack()
		}
	})
}

func (e *Estate) later(vpg *VPG, millis int, then func()) {
	var timer *time.Timer
	timer = time.AfterFunc(time.Duration(millis)*time.Millisecond, func() {
		e.mutex.Lock()
		defer e.mutex.Unlock()
		if vpg.clock == timer {
			vpg.clock = nil
			then()
		}
	})
	vpg.clock = timer
}

// change carries an operation out as a task, whose identifier it returns.
func (e *Estate) change(id, kind string, operation func(*VPG) error) (string, error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	vpg, err := e.find(id)
	if err != nil {
		return "", err
	}
	now := time.Now()
	done := &task{
		id: uuid.NewString() + "." + siteID(vpg.Protects), kind: kind, vpg: vpg.ID, state: taskCompleted, started: now,
		completed: now,
	}
	e.tasks[done.id] = done
	if err := operation(vpg); err != nil {
		done.state = taskFailed
		return "", err
	}
	return done.id, nil
}

func (e *Estate) task(id string) (task, bool) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	found, ok := e.tasks[id]
	if !ok {
		return task{}, false
	}
	return *found, true
}

// siteID names a site in links and task identifiers.
func siteID(site string) string {
	return uuid.NewSHA1(uuid.NameSpaceDNS, []byte(site+".zvm.example")).String()
}
