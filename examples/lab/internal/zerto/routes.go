package zerto

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// answer carries a call out.
func (z *zvm) answer(r *http.Request, path string, body []byte, modes Modes) reply {
	switch {
	case path == tokenPath && r.Method == http.MethodPost && !modes.Session:
		return z.gate.token(body, modes)
	case path == "/v1/session/add" && r.Method == http.MethodPost && modes.Session:
		return z.gate.session(r, modes)
	case !strings.HasPrefix(path, "/v1/"):
		return reply{status: http.StatusNotFound}
	case !z.gate.isIn(credential(r, modes)):
		return failed(http.StatusUnauthorized, "Authorization has been denied for this request.")
	}
	segments := strings.Split(strings.Trim(strings.TrimPrefix(path, "/v1/"), "/"), "/")
	if r.Method == http.MethodGet {
		return z.get(r, segments, modes)
	}
	if r.Method == http.MethodPost && len(segments) == 3 && segments[0] == "vpgs" {
		return z.operate(segments[1], segments[2], body)
	}
	return reply{status: http.StatusNotFound}
}

func credential(r *http.Request, modes Modes) string {
	if modes.Session {
		return r.Header.Get(sessionHeader)
	}
	return strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
}

func (z *zvm) get(r *http.Request, segments []string, modes Modes) reply {
	switch strings.Join(segments, "/") {
	case "vpgs":
		return ok(z.listed(r.URL.Query().Get("name"), modes))
	case "vpgs/statuses":
		return ok(statuses)
	case "vpgs/substatuses":
		return ok(subStatuses)
	case "vpgs/failovercommitpolicies":
		return ok(commitPolicies)
	case "alerts":
		return ok(z.listedAlerts(r.URL.Query().Get("vpgIdentifier")))
	case "localsite":
		return ok(object{
			"Link": z.siteLink(z.site), "Location": strings.ToUpper(z.site), "SiteIdentifier": siteID(z.site),
			"SiteName": strings.ToUpper(z.site), "Version": "10.0.60", "DisplayVersion": "10.0 U6 (stand-in)",
		})
	case "serverdatetime/serverdatetimeutc":
		return ok(z.time(time.Now(), modes))
	}
	switch {
	case len(segments) == 2 && segments[0] == "tasks":
		return z.taskOf(segments[1], modes)
	case len(segments) >= 2 && segments[0] == "vpgs":
		vpg, err := z.estate.Find(segments[1])
		if err != nil {
			return failed(http.StatusNotFound, err.Error())
		}
		if len(segments) == 2 {
			return ok(z.vpg(vpg, modes))
		}
		if strings.Join(segments[2:], "/") == "checkpoints/stats" {
			return ok(z.stats(vpg, modes))
		}
	}
	return reply{status: http.StatusNotFound}
}

func (z *zvm) listed(name string, modes Modes) []object {
	all := []object{}
	for _, vpg := range z.estate.All() {
		if name == "" || strings.EqualFold(name, vpg.Name) {
			all = append(all, z.vpg(vpg, modes))
		}
	}
	return all
}

func (z *zvm) listedAlerts(vpgID string) []object {
	all := []object{}
	for _, vpg := range z.estate.All() {
		if vpgID == "" || vpgID == vpg.ID {
			all = append(all, z.alerts(vpg)...)
		}
	}
	return all
}

func (z *zvm) stats(vpg VPG, modes Modes) object {
	latest, any := vpg.latestCheckpoint()
	if !any {
		return object{"Earliest": nil, "Latest": nil}
	}
	checkpoint := object{
		"CheckpointIdentifier": "1", "TimeStamp": z.time(latest, modes), "Tag": nil, "Type": 0,
	}
	return object{"Earliest": checkpoint, "Latest": checkpoint}
}

func (z *zvm) taskOf(id string, modes Modes) reply {
	task, known := z.estate.task(id)
	if known && modes.FinishedTasksUnauthorized {
		return failed(http.StatusUnauthorized, "Authorization has been denied for this request.")
	}
	if !known {
		return failed(http.StatusNotFound, "no such task")
	}
	return ok(z.task(task))
}

// order is a body in either casing.
type order map[string]json.RawMessage

func readOrder(body []byte) (order, error) {
	if len(body) == 0 {
		return order{}, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, err
	}
	lower := order{}
	for key, value := range members {
		lower[strings.ToLower(key)] = value
	}
	return lower, nil
}

func (o order) flag(name string) bool { return string(o[name]) == "true" }

// policy is a number or a name; without one, it is Rollback.
func (o order) policy() (string, error) {
	raw, given := o["commitpolicy"]
	if !given || string(raw) == "null" {
		return commitPolicies[0], nil
	}
	var number int
	if json.Unmarshal(raw, &number) == nil && number >= 0 && number < len(commitPolicies) {
		return commitPolicies[number], nil
	}
	var name string
	if json.Unmarshal(raw, &name) == nil && slices.Contains(commitPolicies, name) {
		return name, nil
	}
	return "", fmt.Errorf("CommitPolicy %s is not known", raw)
}

func (o order) seconds(name string) int {
	var seconds int
	if json.Unmarshal(o[name], &seconds) != nil {
		return 3600
	}
	return seconds
}

func (z *zvm) operate(id, operation string, body []byte) reply {
	order, err := readOrder(body)
	if err != nil {
		return failed(http.StatusBadRequest, err.Error())
	}
	if order.flag("reverseprotection") && order.flag("keepsourcevms") {
		return failed(http.StatusBadRequest, "KeepSourceVms excludes ReverseProtection")
	}
	var task string
	switch operation {
	case "move", "failover":
		var policy string
		if policy, err = order.policy(); err != nil {
			return failed(http.StatusBadRequest, err.Error())
		}
		if operation == "move" {
			task, err = z.estate.Open(id, "Move", begun{policy, order.seconds("committimeout")})
		} else {
			task, err = z.estate.Open(id, "Failover", begun{policy, order.seconds("timetowaitbeforeshutdowninsec")})
		}
	case "movecommit":
		task, err = z.estate.Commit(id, "Move", order.flag("reverseprotection"))
	case "failovercommit":
		task, err = z.estate.Commit(id, "Failover", order.flag("isreverseprotection"))
	case "moverollback":
		task, err = z.estate.Rollback(id, "Move")
	case "failoverrollback":
		task, err = z.estate.Rollback(id, "Failover")
	case "pause", "resume":
		task, err = z.estate.Pause(id, operation == "pause")
	default:
		return reply{status: http.StatusNotFound}
	}
	if err != nil {
		return failed(http.StatusBadRequest, err.Error())
	}
	return ok(task)
}
