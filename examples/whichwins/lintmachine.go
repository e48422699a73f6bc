package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/tacorder/tacorder/loader"
	"github.com/tacorder/tacorder/loader/lint"
)

// lintMachine looks at what was found on a machine, and at the answer for it.
func (a *app) lintMachine(ctx context.Context, f *lintFlags) (linted, error) {
	found, err := a.findForOne(ctx, f.answer)
	if err != nil {
		return linted{}, err
	}
	if err := f.fitNodes(found.host); err != nil {
		return linted{}, err
	}
	config := f.config
	if config.Beside, err = a.beside(ctx, f, found.host); err != nil {
		return linted{}, err
	}
	r := found.resolve()
	findings, err := lint.Machine(found.inventory, r, config)
	if err != nil {
		return linted{}, flagError(err)
	}
	host := r.Host.JSON()
	notes := r.Notes
	if f.answer.given("inventory") && isService(r.Host) && len(f.nodes) == 0 {
		notes = append(notes, "A snapshot is of one service: what the other services and nodes of the server load is compared with --node SNAPSHOT.")
	}
	return linted{
		findings: findings, checks: checksOf(config, ofMachines), system: r.Host.OS, notes: notes,
		among: fmt.Sprintf("on %s %s on %s", host.Product, host.Release, host.OS),
	}, nil
}

// beside are the answers for the other services of a server on this disk, and for its
// other nodes.
func (a *app) beside(ctx context.Context, f *lintFlags, h loader.Host) ([]lint.Neighbour, error) {
	services, err := a.otherServices(ctx, f.answer, h)
	if err != nil {
		return nil, err
	}
	nodes, err := a.otherNodes(f)
	return append(services, nodes...), err
}

// isService tells whether a host is a service of a server.
func isService(h loader.Host) bool { return h.JSON().Product.OnServer() }

// fitNodes asks that this host is a service of a server where --node names others.
func (f *lintFlags) fitNodes(h loader.Host) error {
	if len(f.nodes) == 0 || isService(h) {
		return nil
	}
	return fmt.Errorf("--node names services of a server to compare with, and what is looked at is %s: leave --node out", machineWords(h))
}

// otherServices scans the directories of the other services of a server. A snapshot
// is of one service, and beside it nothing is read.
func (a *app) otherServices(ctx context.Context, f *answerFlags, h loader.Host) ([]lint.Neighbour, error) {
	if f.given("inventory") || !isService(h) {
		return nil, nil
	}
	s, err := f.host.setup(a.machine)
	if err == nil {
		err = f.signatures.apply(&s)
	}
	if err != nil {
		return nil, err
	}
	var out []lint.Neighbour
	for _, product := range loader.Products() {
		if product == h.Product || !product.OnServer() {
			continue
		}
		other := s.host
		other.Product = product
		progress := a.progress(fmt.Sprintf("Reading connectors of %s", product))
		options := s.options
		options.Progress = progress.tell
		inv, err := loader.Discover(ctx, other.Directories(), s.open, options)
		progress.clear()
		if err != nil {
			return nil, err
		}
		out = append(out, lint.Neighbour{Resolution: loader.Resolve(inv, other)})
	}
	return out, nil
}

// otherNodes resolves the snapshots that are named, each for its own host.
func (a *app) otherNodes(f *lintFlags) ([]lint.Neighbour, error) {
	var out []lint.Neighbour
	stdin := f.answer.inventory == "-"
	for _, name := range f.nodes {
		if name == "-" && stdin {
			return nil, errors.New("--node -: standard input was read already: name it once")
		}
		stdin = stdin || name == "-"
		s, err := a.readSnapshot(name)
		if err != nil {
			return nil, fmt.Errorf("--node %w", err)
		}
		if !isService(s.Host) {
			return nil, fmt.Errorf("--node %s is %s, and only services of a server are compared: leave it out", name, machineWords(s.Host))
		}
		release := loader.Resolve(nil, s.Host).Host.Release
		out = append(out, lint.Neighbour{Name: cmp.Or(s.Name, name), Resolution: loader.Resolve(s.Inventory.ForRelease(release), s.Host)})
	}
	return out, nil
}
