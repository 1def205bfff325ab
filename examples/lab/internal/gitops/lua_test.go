package gitops

import (
	"os"
	"testing"

	lua "github.com/yuin/gopher-lua"
	"sigs.k8s.io/yaml"
)

// customization is a value of Argo CD's ConfigMap for a kind of ours: "health" or "actions".
func customization(t *testing.T, of, kind string) string {
	t.Helper()
	content, err := os.ReadFile(configMap)
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		Data map[string]string `json:"data"`
	}
	if err := yaml.UnmarshalStrict(content, &settings, yaml.DisallowUnknownFields); err != nil && settings.Data == nil {
		t.Fatal(err)
	}
	script := settings.Data["resource.customizations."+of+".failback.pra.io_"+kind]
	if script == "" {
		t.Fatalf("no %s of %s", of, kind)
	}
	return script
}

// evaluate runs a script as Argo CD does: with its Lua, the object in obj, and no libraries but the base and table.
func evaluate(t *testing.T, script string, object map[string]any) any {
	t.Helper()
	state := lua.NewState(lua.Options{SkipOpenLibs: true})
	defer state.Close()
	for name, open := range map[string]lua.LGFunction{lua.BaseLibName: lua.OpenBase, lua.TabLibName: lua.OpenTable} {
		state.Push(state.NewFunction(open))
		state.Push(lua.LString(name))
		state.Call(1, 0)
	}
	state.SetGlobal("obj", toLua(state, object))
	if err := state.DoString(script); err != nil {
		t.Fatal(err)
	}
	return fromLua(state.Get(-1))
}

func toLua(state *lua.LState, value any) lua.LValue {
	switch value := value.(type) {
	case map[string]any:
		table := state.NewTable()
		for key, entry := range value {
			table.RawSetString(key, toLua(state, entry))
		}
		return table
	case []any:
		table := state.NewTable()
		for _, entry := range value {
			table.Append(toLua(state, entry))
		}
		return table
	case string:
		return lua.LString(value)
	case float64:
		return lua.LNumber(value)
	case bool:
		return lua.LBool(value)
	default:
		return lua.LNil
	}
}

func fromLua(value lua.LValue) any {
	switch value := value.(type) {
	case *lua.LTable:
		if value.Len() > 0 {
			var list []any
			value.ForEach(func(_, entry lua.LValue) { list = append(list, fromLua(entry)) })
			return list
		}
		object := map[string]any{}
		value.ForEach(func(key, entry lua.LValue) { object[key.String()] = fromLua(entry) })
		return object
	case lua.LString:
		return string(value)
	case lua.LNumber:
		return float64(value)
	case lua.LBool:
		return bool(value)
	default:
		return nil
	}
}
