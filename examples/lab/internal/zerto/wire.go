package zerto

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// object is a JSON object with its keys in PascalCase, as every client of version 10 reads them.
type object map[string]any

// cased gives the keys the casing of the mode. In camelCase the identifiers are left out, as the swagger does.
func cased(value any, camel bool) any {
	if !camel {
		return value
	}
	switch v := value.(type) {
	case object:
		out := map[string]any{}
		for key, member := range v {
			switch key {
			case "VpgIdentifier", "VmIdentifier", "TaskIdentifier", "SiteIdentifier":
				continue
			}
			out[lowerFirst(key)] = cased(member, true)
		}
		return out
	case []object:
		out := []any{}
		for _, member := range v {
			out = append(out, cased(member, true))
		}
		return out
	}
	return value
}

func lowerFirst(key string) string {
	runes := []rune(key)
	runes[0] = unicode.ToLower(runes[0])
	return string(runes)
}

func (z *zvm) link(identifier, kind, path string) object {
	return object{
		"href": z.URL() + "/v1/" + path + "/" + identifier, "identifier": identifier, "rel": nil, "type": kind,
	}
}

// siteLink is a site as this ZVM sees it.
func (z *zvm) siteLink(site string) object {
	if site == z.site {
		return z.link(siteID(site), "LocalSiteApi", "localsite")
	}
	return z.link(siteID(site), "PeerSiteApi", "peersites")
}

func (z *zvm) vpg(v VPG, modes Modes) object {
	status, subStatus := statusNumber(v.Status, modes.OldStatusOrder), subStatusNumber(v.SubStatus, modes.WithoutBackup)
	if v.StatusNumber != nil {
		status = *v.StatusNumber
	}
	if v.SubStatusNumber != nil {
		subStatus = *v.SubStatusNumber
	}
	out := object{
		"ActiveProcessesApi":   object{"RunningFailOverTestApi": nil},
		"ActualRPO":            v.ActualRPO,
		"AlertStatus":          v.AlertStatus,
		"ConfiguredRpoSeconds": v.ConfiguredRPO,
		"Entities":             object{"Protected": 0, "Recovery": 0},
		"FailSafeHistory":      nil,
		"HistoryStatusApi": object{
			"ActualHistoryInMinutes": v.HistoryMinutes, "ConfiguredHistoryInMinutes": v.ConfiguredHistoryMinutes,
			"EarliestCheckpoint": nil,
		},
		"IOPs":               0,
		"LastTest":           nil,
		"Link":               z.link(v.ID, "VpgApi", "vpgs"),
		"Priority":           1,
		"ProgressPercentage": 0.0,
		"ProtectedSite":      z.siteLink(v.Protects),
		"ProtectedSiteName":  strings.ToUpper(v.Protects),
		"RecoverySite":       z.siteLink(v.otherSite()),
		"RecoverySiteName":   strings.ToUpper(v.otherSite()),
		"Status":             status,
		"SubStatus":          subStatus,
		"ThroughputInMB":     0.5,
		"UsedStorageInMB":    2048,
		"VmsCount":           6,
		"VpgIdentifier":      v.ID,
		"VpgName":            v.Name,
	}
	if v.NullRPO {
		out["ActualRPO"] = nil
	}
	if v.NoHistory {
		out["HistoryStatusApi"] = nil
	}
	if modes.Descriptions {
		out["StatusDescription"], out["SubStatusDescription"] = v.Status, v.SubStatus
		if v.StatusNumber != nil {
			out["StatusDescription"] = nil
		}
		if v.SubStatusNumber != nil {
			out["SubStatusDescription"] = nil
		}
	}
	return out
}

func (z *zvm) alerts(v VPG) []object {
	all := []object{}
	for i, help := range v.Alerts {
		all = append(all, object{
			"AffectedVpgs": []object{z.link(v.ID, "VpgApi", "vpgs")}, "AffectedZorgs": []object{},
			"Description": "alert " + help + " of VPG " + v.Name, "Entity": "Vpg", "HelpIdentifier": help,
			"IsDismissed": false, "Level": "Error", "Link": z.link(fmt.Sprintf("%s-%d", v.ID, i), "AlertApi", "alerts"),
			"Site": z.siteLink(z.site), "TurnedOn": z.time(v.setAt, Modes{}),
		})
	}
	return all
}

func (z *zvm) task(t task) object {
	return object{
		"CompleteReason": "", "Completed": z.time(t.completed, Modes{}), "InitiatedBy": "administrator",
		"IsCancellable": false, "Link": z.link(t.id, "TaskApi", "tasks"), "RelatedEntities": object{
			"Vpgs": []object{z.link(t.vpg, "VpgApi", "vpgs")},
		}, "Started": z.time(t.started, Modes{}), "Status": object{"Progress": 100, "State": t.state},
		"TaskIdentifier": t.id, "Type": t.kind,
	}
}

// time is written as newer versions do, or in the older form.
func (z *zvm) time(at time.Time, modes Modes) string {
	if modes.OldDates {
		return fmt.Sprintf("/Date(%d+0300)/", at.UnixMilli())
	}
	return at.UTC().Format("2006-01-02T15:04:05.000Z")
}
