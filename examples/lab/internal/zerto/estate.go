package zerto

import (
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
)

// VPG is a virtual protection group, as the control endpoint sets and shows it.
type VPG struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Protects is the site whose VMs are replicated to the other one: rbx or sbg.
	Protects string `json:"protects"`
	// Status and SubStatus are names; a number that no name has can be set with StatusNumber and SubStatusNumber.
	Status          string `json:"status"`
	SubStatus       string `json:"subStatus"`
	StatusNumber    *int   `json:"statusNumber,omitempty"`
	SubStatusNumber *int   `json:"subStatusNumber,omitempty"`
	// ActualRPO is in seconds; -1 where none is computed, and null where NullRPO is set.
	ActualRPO     int  `json:"actualRpo"`
	NullRPO       bool `json:"nullRpo,omitempty"`
	ConfiguredRPO int  `json:"configuredRpo"`
	// HistoryMinutes of ConfiguredHistoryMinutes is how far the journal reaches back; none at all where NoHistory is set.
	HistoryMinutes           int  `json:"historyMinutes"`
	ConfiguredHistoryMinutes int  `json:"configuredHistoryMinutes"`
	NoHistory                bool `json:"noHistory,omitempty"`
	// CheckpointAge is how old the latest checkpoint was when it was set, in seconds; without one where negative.
	CheckpointAge int `json:"checkpointAge"`
	AlertStatus   int `json:"alertStatus"`
	// Alerts are help identifiers, such as VPG0003.
	Alerts []string `json:"alerts,omitempty"`
	// CommitPolicy is what becomes of a Move or Failover that nobody commits: None, Commit or Rollback, after
	// CommitSeconds. No field of the API shows either.
	CommitPolicy  string `json:"commitPolicy"`
	CommitSeconds int    `json:"commitSeconds"`
	// AfterReversal is where a commit with reverse protection ends: MeetingSLA, or NeedsConfiguration, or any other
	// sub-status, in which it stays.
	AfterReversal string `json:"afterReversal"`
	// CommitMillis and SyncMillis are how long promotion, and the synchronisation after it, take.
	CommitMillis int `json:"commitMillis"`
	SyncMillis   int `json:"syncMillis"`
	// NewID says that the reversal gives the VPG another identifier: nobody has seen whether it does.
	NewID bool `json:"newId,omitempty"`

	setAt     time.Time
	clock     *time.Timer
	operation string // Move or Failover, while one is open
}

// Estate is what both ZVMs know.
type Estate struct {
	mutex sync.Mutex
	vpgs  []*VPG
	tasks map[string]*task
}

type task struct {
	id, kind, vpg string
	state         int
	started       time.Time
	completed     time.Time
}

// States of a task.
const (
	taskInProgress = 1
	taskFailed     = 4
	taskCompleted  = 6
)

func newEstate() *Estate { return &Estate{tasks: map[string]*task{}} }

// Healthy is a VPG that protects SBG and meets its SLA: what there is after a failover whose protection was reversed.
func Healthy(name string) VPG {
	return VPG{
		Name: name, Protects: "sbg", Status: "MeetingSLA", SubStatus: "None", ActualRPO: 6, ConfiguredRPO: 300,
		HistoryMinutes: 1440, ConfiguredHistoryMinutes: 1440, CheckpointAge: 6, CommitPolicy: "None",
		CommitSeconds: 3600, AfterReversal: "MeetingSLA", CommitMillis: 200, SyncMillis: 300,
	}
}

// Put adds a VPG, or replaces the one of its name and keeps its identifier.
func (e *Estate) Put(vpg VPG) (VPG, error) {
	for _, check := range []error{
		oneOf("status", vpg.Status, statuses),
		oneOf("subStatus", vpg.SubStatus, subStatuses),
		oneOf("protects", vpg.Protects, []string{"rbx", "sbg"}),
		oneOf("commitPolicy", vpg.CommitPolicy, commitPolicies),
	} {
		if check != nil {
			return VPG{}, check
		}
	}
	e.mutex.Lock()
	defer e.mutex.Unlock()
	vpg.setAt, vpg.operation, vpg.clock = time.Now(), "", nil
	for i, known := range e.vpgs {
		if known.Name == vpg.Name {
			known.stopClock()
			vpg.ID = known.ID
			e.vpgs[i] = &vpg
			return *e.begin(&vpg), nil
		}
	}
	vpg.ID = uuid.NewString()
	e.vpgs = append(e.vpgs, &vpg)
	return *e.begin(&vpg), nil
}

// begin starts the commit clock of a VPG that is put before its commit.
func (e *Estate) begin(vpg *VPG) *VPG {
	switch vpg.SubStatus {
	case "MovingBeforeCommit":
		vpg.operation = "Move"
		e.startClock(vpg)
	case "FailingOverBeforeCommit":
		vpg.operation = "Failover"
		e.startClock(vpg)
	}
	return vpg
}

// Clear removes all VPGs and tasks.
func (e *Estate) Clear() {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	for _, vpg := range e.vpgs {
		vpg.stopClock()
	}
	e.vpgs, e.tasks = nil, map[string]*task{}
}

// All returns copies.
func (e *Estate) All() []VPG {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	all := []VPG{}
	for _, vpg := range e.vpgs {
		all = append(all, *vpg)
	}
	return all
}

// Find returns a copy, by name or identifier.
func (e *Estate) Find(name string) (VPG, error) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	vpg, err := e.find(name)
	if err != nil {
		return VPG{}, err
	}
	return *vpg, nil
}

func (e *Estate) find(name string) (*VPG, error) {
	for _, vpg := range e.vpgs {
		if vpg.Name == name || vpg.ID == name {
			return vpg, nil
		}
	}
	return nil, fmt.Errorf("no VPG %q", name)
}

func (v *VPG) stopClock() {
	if v.clock != nil {
		v.clock.Stop()
		v.clock = nil
	}
}

func (v *VPG) otherSite() string {
	if v.Protects == "rbx" {
		return "sbg"
	}
	return "rbx"
}

func (v *VPG) latestCheckpoint() (time.Time, bool) {
	return v.setAt.Add(-time.Duration(v.CheckpointAge) * time.Second), v.CheckpointAge >= 0
}
