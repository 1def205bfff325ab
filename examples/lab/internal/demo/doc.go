// Package demo plays a failback from beginning to end on the lab, with the real operator, and tells it as it happens: two
// episodes, with Zerto, people and the guests of the VMs as actors. What it says about the VMs it has from the lab's
// referee and from vSphere sessions of its own; the operator's word is only ever compared with that.
//
// The walk: Run (run.go) starts the peers and hands a stage to the story (story.go, acts.go); the board (board.go) is where
// everything that is seen arrives and where the story waits; record.go turns the referee's record into times, and
// summary.go into the verdict.
package demo
