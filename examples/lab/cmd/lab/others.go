package main

import (
	"encoding/json"
	"fmt"
	"os"

	"failback.pra.io/lab/internal/lab"
)

func status(arguments []string) error {
	flags, dir := newFlags("status")
	folder, err := parse(flags, dir, arguments)
	if err != nil {
		return err
	}
	info, err := running(folder)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(info)
}

func down(arguments []string) error {
	flags, dir := newFlags("down")
	folder, err := parse(flags, dir, arguments)
	if err != nil {
		return err
	}
	return lab.Stop(folder)
}

func manifests(arguments []string) error {
	flags, dir := newFlags("manifests")
	namespace := flags.String("namespace", "default", "where they go")
	flags.StringVar(namespace, "n", "default", "where they go")
	folder, err := parse(flags, dir, arguments)
	if err != nil {
		return err
	}
	info, err := running(folder)
	if err != nil {
		return err
	}
	return info.WriteManifests(os.Stdout, *namespace)
}

// running reads what the lab says about itself, if it is up.
func running(dir string) (lab.Info, error) {
	alive, err := lab.Running(dir)
	if err != nil {
		return lab.Info{}, err
	}
	if !alive {
		return lab.Info{}, fmt.Errorf("no lab is up in %s", dir)
	}
	return lab.Read(dir)
}
