package loader

// A cause is the rule that decided a record, in one byte: records are many.
type cause uint8

const (
	undecided cause = iota
	byFirst
	byHighest
	bySame
	byOnly
	byNative
	byBuiltIn
	byReadable
	bySize
	byGate // the first gate; the others follow in the order of gates
)

var causeRules = [...]RuleID{
	undecided: "", byFirst: RuleFirstLoadedWins, byHighest: RuleHighestVersionWins, bySame: RuleSameVersionFirstLoaded,
	byOnly: RuleOnlyCandidate, byNative: RuleNativeClass, byBuiltIn: RuleBuiltInProtected,
	byReadable: RuleManifestReadable, bySize: RuleManifestSize,
}

// rule is the rule of a cause.
func (c cause) rule() RuleID {
	if c >= byGate {
		return gates[c-byGate].rule
	}
	return causeRules[c]
}
