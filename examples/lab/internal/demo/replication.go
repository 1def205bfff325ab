package demo

import (
	"context"
	"net/http"
	"strings"

	"failback.pra.io/lab/internal/control"
)

// vpg is the one of the plan of examples/.
const vpg = "ERP"

// Replication is what Zerto does besides the VMs' power, told to the lab's stand-in of it.
type Replication struct {
	control string
	commits int
}

// Serving says that SBG serves and its VPG protects it: what there is after a failover whose protection was reversed.
func (r *Replication) Serving(ctx context.Context) error {
	return r.tell(ctx, http.MethodPut, "/vpgs/"+vpg, map[string]any{
		"protects": "sbg", "status": "MeetingSLA", "subStatus": "None", "actualRpo": 6, "checkpointAge": 6}, nil)
}

// Move begins the way back, which waits for people to commit it.
func (r *Replication) Move(ctx context.Context) error {
	return r.tell(ctx, http.MethodPost, "/vpgs/"+vpg+"/move", map[string]any{"commitPolicy": "None"}, nil)
}

// Reversed is which site the VPG protects, its status, and how many commits there were since the last look.
func (r *Replication) Reversed(ctx context.Context) (protects, status string, commits int, err error) {
	var now struct {
		Protects string `json:"protects"`
		Status   string `json:"status"`
	}
	if err := r.tell(ctx, http.MethodGet, "/vpgs/"+vpg, nil, &now); err != nil {
		return "", "", 0, err
	}
	var asked struct {
		Calls []struct {
			Path string `json:"path"`
		} `json:"calls"`
	}
	all := 0
	for _, site := range []string{"rbx", "sbg"} {
		if err := r.tell(ctx, http.MethodGet, "/zvms/"+site+"/calls", nil, &asked); err != nil {
			return "", "", 0, err
		}
		for _, call := range asked.Calls {
			all += count(strings.HasSuffix(strings.ToLower(call.Path), "/movecommit"))
		}
	}
	commits, r.commits = all-r.commits, all
	return now.Protects, now.Status, commits, nil
}

func (r *Replication) tell(ctx context.Context, method, path string, body, answer any) error {
	return control.Tell(ctx, method, r.control+path, body, answer)
}
