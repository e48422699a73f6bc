package witness

import "github.com/tacorder/tacorder/loader"

// A reading is a resolution, and what the processes tell as far as it asks.
type reading struct {
	res         *loader.Resolution
	places      *places
	testimonies []*testimony             // of the processes; nil of one that is not compared
	answers     map[string]*answer       // those that were asked for, by the key of their class
	natives     map[string]bool          // the keys of the native classes that take part
	owners      map[int]*loader.Decision // the first candidates at each place
}

// An answer is what a resolution says of one class.
type answer struct {
	class     string
	decisions []loader.Decision
	winner    *loader.Decision // nil where nothing loads
	notInLog  string           // the sentence for a log that tells nothing
}

// decision is the one that a log is held against.
func (a *answer) decision() *loader.Decision {
	if a.winner != nil {
		return a.winner
	}
	return &a.decisions[0]
}

func newReading(rec *Record, res *loader.Resolution) *reading {
	r := &reading{res: res, places: newPlaces(res), answers: make(map[string]*answer), natives: make(map[string]bool), owners: make(map[int]*loader.Decision)}
	for _, class := range res.Classes() {
		a, _ := r.answer(class)
		for i := range a.decisions {
			r.own(&a.decisions[i])
		}
	}
	unreadable := res.Unreadable()
	for i := range unreadable {
		d := &unreadable[i]
		r.own(d)
	}
	if res.Host.Native != loader.NativeNone {
		for _, n := range loader.Natives() {
			r.natives[r.key(n.Class)] = true
		}
	}
	r.listen(rec)
	return r
}

// own notes the places of a decision's candidate.
func (r *reading) own(d *loader.Decision) {
	r.places.add(r.res, d)
	for _, place := range r.places.of[d.Candidate].places {
		if r.owners[place] == nil {
			r.owners[place] = d
		}
	}
}

// listen takes the testimonies of all processes that are of the host's product.
func (r *reading) listen(rec *Record) {
	r.testimonies = make([]*testimony, len(rec.Processes))
	for i := range rec.Processes {
		p := &rec.Processes[i]
		if product, known := p.Product(); known && r.res.Host.Product.OnServer() && product != r.res.Host.Product {
			continue
		}
		r.testimonies[i] = newTestimony(p, r.places, r.key)
	}
}

// with returns the reading of another resolution of the same inventory, of which the
// candidates are the same ones.
func (r *reading) with(rec *Record, res *loader.Resolution) *reading {
	other := &reading{res: res, places: r.places, testimonies: r.testimonies, answers: make(map[string]*answer), natives: r.natives, owners: r.owners}
	if anyCase(res) != anyCase(r.res) {
		other.listen(rec)
	}
	return other
}

// anyCase tells whether a resolution takes classes that differ by case for one.
func anyCase(res *loader.Resolution) bool {
	return res.Host.Assume[loader.RuleClassIdentity] == "any-case"
}

// key returns what classes have in common that are the same one.
func (r *reading) key(class string) string {
	if anyCase(r.res) {
		return loader.FoldClass(class)
	}
	return class
}

// answer returns what the resolution says of a class; ok is false where it has none.
func (r *reading) answer(class string) (a *answer, ok bool) {
	key := r.key(class)
	a, seen := r.answers[key]
	if !seen {
		if c, known := r.res.Class(class); known {
			a = newAnswer(c)
		}
		r.answers[key] = a
	}
	return a, a != nil
}

func newAnswer(c loader.Contest) *answer {
	a := &answer{class: c.Class, decisions: c.Decisions}
	for i := range a.decisions {
		if a.decisions[i].Outcome == loader.Loaded {
			a.winner = &a.decisions[i]
		}
	}
	return a
}
