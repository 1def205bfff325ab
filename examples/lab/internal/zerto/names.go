package zerto

import (
	"fmt"
	"slices"
)

// Names of status and sub-status; the index is the number that the newer documentation gives.
var (
	statuses = []string{
		"Initializing", "MeetingSLA", "NotMeetingSLA", "RpoNotMeetingSLA", "HistoryNotMeetingSLA", "FailingOver", "Moving",
		"Deleting", "Recovered",
	}
	subStatuses = []string{
		"None", "InitialSync", "Creating", "VolumeInitialSync", "Sync", "RecoveryPossible", "DeltaSync", "NeedsConfiguration",
		"Error", "EmptyProtectionGroup", "DisconnectedFromPeerNoRecoveryPoints", "FullSync", "VolumeDeltaSync",
		"VolumeFullSync", "FailingOverCommitting", "FailingOverBeforeCommit", "FailingOverRollingBack", "Promoting",
		"MovingCommitting", "MovingBeforeCommit", "MovingRollingBack", "Deleting", "PendingRemove", "BitmapSync",
		"DisconnectedFromPeer", "ReplicationPausedUserInitiated", "ReplicationPausedSystemInitiated",
		"RecoveryStorageProfileError", "Backup", "RollingBack", "RecoveryStorageError", "JournalStorageError",
		"VmNotProtectedError",
	}
	commitPolicies = []string{"Rollback", "Commit", "None"}
)

// statusNumber is the number of a status; 3 and 4 have changed places between versions of Zerto.
func statusNumber(name string, oldOrder bool) int {
	number := slices.Index(statuses, name)
	if oldOrder && (number == 3 || number == 4) {
		return 7 - number
	}
	return number
}

// subStatusNumber is the number of a sub-status; from 28 on, one build has each a place lower.
func subStatusNumber(name string, withoutBackup bool) int {
	number := slices.Index(subStatuses, name)
	if withoutBackup && number > 28 {
		return number - 1
	}
	return number
}

func oneOf(what, value string, known []string) error {
	if !slices.Contains(known, value) {
		return fmt.Errorf("%s is %q: it is one of %v", what, value, known)
	}
	return nil
}
