package witness

// mostText is how many bytes of text the events of a record have in all.
const mostText = 256 << 20

// A room is what may still be kept.
type room struct {
	events, processes, text int
}

// take takes the room of an event, if there is any.
func (r *room) take(e *Event) bool {
	size := len(e.Class) + len(e.Path) + len(e.Module) + len(e.Version) + len(e.Reason) + len(e.Message)
	if r.events == 0 || r.text < size {
		return false
	}
	r.events--
	r.text -= size
	return true
}

// takeProcess takes the room of a process, if there is any.
func (r *room) takeProcess() bool {
	if r.processes == 0 {
		return false
	}
	r.processes--
	return true
}
