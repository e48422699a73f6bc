package witness

// mostText is how many bytes of text the events of a record have in all.
const mostText = 256 << 20

// chatterPart is the part of a room that chatter may take, which must leave room for what
// tells of outcomes.
const chatterPart = 10

// isChatter tells whether events of a kind tell of no outcome by themselves.
func isChatter(k Kind) bool { return k == Other || k == Detail }

// A room is what may still be kept.
type room struct {
	processes int
	all       share
	chatter   share // of all
}

// A share is what events may still take.
type share struct{ events, text int }

func newRoom(events, processes, text int) *room {
	part := share{(events + chatterPart - 1) / chatterPart, text / chatterPart}
	return &room{processes: processes, all: share{events, text}, chatter: part}
}

// take takes the room of an event, if there is any.
func (r *room) take(e *Event) bool {
	size := sizeOf(e)
	if !r.all.has(size) || isChatter(e.Kind) && !r.chatter.has(size) {
		return false
	}
	r.change(e, 1)
	return true
}

// giveBack gives back the room of an event.
func (r *room) giveBack(e *Event) { r.change(e, -1) }

func (r *room) change(e *Event, events int) {
	shares := []*share{&r.all, &r.chatter}
	if !isChatter(e.Kind) {
		shares = shares[:1]
	}
	for _, s := range shares {
		s.events -= events
		s.text -= events * sizeOf(e)
	}
}

func (s *share) has(size int) bool { return s.events > 0 && s.text >= size }

// sizeOf returns how many bytes of text an event holds. Its wording and the name of its
// log are not its own.
func sizeOf(e *Event) int {
	return len(e.Class) + len(e.Path) + len(e.Module) + len(e.Version) + len(e.Reason) + len(e.Message) +
		len(e.Key) + len(e.Code) + len(e.Severity) + len(e.TID) + len(e.Release.String())
}

// takeProcess takes the room of a process, if there is any.
func (r *room) takeProcess() bool {
	if r.processes == 0 {
		return false
	}
	r.processes--
	return true
}
