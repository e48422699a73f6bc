package witness

import "container/list"

// mostThreads is how many threads with something unfinished are followed at a time.
// Beyond, the one that has said nothing for the longest is forgotten.
const mostThreads = 1024

// A threads follows what threads are doing.
type threads struct {
	most int
	at   map[threadKey]*list.Element // of *followed
	all  *list.List                  // the one that spoke last first
}

type threadKey struct {
	process *session
	tid     string
}

// A followed is a thread in the list.
type followed struct {
	key threadKey
	thread
}

func newThreads(most int) *threads {
	return &threads{most: most, at: make(map[threadKey]*list.Element), all: list.New()}
}

// follow gives an event to its thread, which completes it.
func (t *threads) follow(key threadKey, e *Event) {
	if at, known := t.at[key]; known {
		one := at.Value.(*followed)
		if one.take(e); one.idle() {
			t.forget(at)
			return
		}
		t.all.MoveToFront(at)
		return
	}
	one := &followed{key: key}
	if one.take(e); one.idle() {
		return
	}
	if t.all.Len() >= t.most {
		t.forget(t.all.Back())
	}
	t.at[key] = t.all.PushFront(one)
}

func (t *threads) forget(at *list.Element) {
	delete(t.at, t.all.Remove(at).(*followed).key)
}
