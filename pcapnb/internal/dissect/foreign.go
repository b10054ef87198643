package dissect

import "sync"

// foreign are the fields that somebody else dissects; their IDs follow those of this package's own fields.
var foreign struct {
	sync.RWMutex
	defs []*Def
	ids  map[string]ID
}

// mostForeign is how many foreign fields there are IDs for.
const mostForeign = 1<<16 - int(numFields)

// Foreign returns the ID of a field that this package does not dissect, so that its values can be written as if it did.
// A name has the type and base that it was first given. It returns false where there are no IDs left. Foreign IDs are not
// for a [Set].
func Foreign(name string, t Type, b Base) (ID, bool) {
	foreign.Lock()
	defer foreign.Unlock()
	if id, ok := foreign.ids[name]; ok {
		return id, true
	}
	if len(foreign.defs) == mostForeign {
		return noField, false
	}
	if foreign.ids == nil {
		foreign.ids = map[string]ID{}
	}
	id := numFields + ID(len(foreign.defs))
	foreign.defs = append(foreign.defs, &Def{Name: name, Type: t, Base: b})
	foreign.ids[name] = id
	return id, true
}

// IsForeign reports whether somebody else dissects the field.
func (id ID) IsForeign() bool { return id >= numFields }

// AllForeign returns the IDs that Foreign has given.
func AllForeign() []ID {
	foreign.RLock()
	defer foreign.RUnlock()
	ids := make([]ID, len(foreign.defs))
	for i := range ids {
		ids[i] = numFields + ID(i)
	}
	return ids
}

// foreignDef is the definition of a foreign field; an ID that nobody gave is none's.
func foreignDef(id ID) *Def {
	foreign.RLock()
	defer foreign.RUnlock()
	if i := int(id - numFields); i < len(foreign.defs) {
		return foreign.defs[i]
	}
	return &defs[noField]
}
