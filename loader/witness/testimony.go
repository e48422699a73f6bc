package witness

// A testimony is what the log of one process tells of classes and of places.
type testimony struct {
	names   []string // of the classes, as first written
	classes map[string]*mention
	places  map[int]*mention
}

// A mention is the events of one class or of one place, of each kind the one that
// counts.
type mention struct {
	loaded   *Event // the last: from 2022.2 a class may be registered again
	rejected *Event // the first
	// protected is the first rejection for a system connector.
	protected *Event
	failed    *Event // the first; of a class the first that names no place
	failedAt  *Event // of a class: the first failure of a place
	unknown   *Event // the first
	named     *Event // the last, rather with a version
}

// newTestimony gathers what a process tells. Classes stand under their key.
func newTestimony(p *Process, at *places, key func(class string) string) *testimony {
	t := &testimony{classes: make(map[string]*mention), places: make(map[int]*mention)}
	for i := range p.Events {
		e := &p.Events[i]
		if e.Class != "" && e.Kind.tellsOfClass() {
			t.class(key(e.Class), e.Class).hearOfClass(e)
		}
		for _, place := range at.at(e.Path) {
			m := t.places[place]
			if m == nil {
				m = &mention{}
				t.places[place] = m
			}
			m.hear(e)
		}
	}
	return t
}

// tellsOfClass tells whether events of the kind say what became of a class.
func (k Kind) tellsOfClass() bool {
	return k == Loaded || k.Rejected() || k.Failed() || k == ClassUnknown || k == ClassNamed
}

func (t *testimony) class(key, name string) *mention {
	m := t.classes[key]
	if m == nil {
		m = &mention{}
		t.classes[key] = m
		t.names = append(t.names, name)
	}
	return m
}

// hearOfClass notes an event that names the class. A failure of a place is not one of
// every connector of the class.
func (m *mention) hearOfClass(e *Event) {
	if e.Kind.Failed() && e.Path != "" {
		first(&m.failedAt, e)
		return
	}
	m.hear(e)
}

func (m *mention) hear(e *Event) {
	switch {
	case e.Kind == Loaded:
		m.loaded = e
	case e.Kind.Rejected():
		first(&m.rejected, e)
		if e.Kind == Protected {
			first(&m.protected, e)
		}
	case e.Kind.Failed():
		first(&m.failed, e)
	case e.Kind == ClassUnknown:
		first(&m.unknown, e)
	case e.Kind == ClassNamed && (e.Version != "" || m.named == nil):
		m.named = e
	}
}

func first(at **Event, e *Event) {
	if *at == nil {
		*at = e
	}
}

// ofClass returns what is told of a class.
func (t *testimony) ofClass(key string) mention {
	if m := t.classes[key]; m != nil {
		return *m
	}
	return mention{}
}

// ofPlaces returns what is told of any of some places.
func (t *testimony) ofPlaces(places []int) (all mention) {
	for _, place := range places {
		m := t.places[place]
		if m == nil {
			continue
		}
		all.loaded = either(all.loaded, m.loaded)
		all.rejected = either(all.rejected, m.rejected)
		all.failed = either(all.failed, m.failed)
	}
	return all
}

// either returns the first of some events that is one.
func either(events ...*Event) *Event {
	for _, e := range events {
		if e != nil {
			return e
		}
	}
	return nil
}
