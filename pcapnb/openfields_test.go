package pcapnb

import "testing"

// TestKnownFieldsHaveNamesOfTheirOwn holds that no two fields have the same plan.
func TestKnownFieldsHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range typedFields {
		if seen[f.field.FieldName()] {
			t.Errorf("two fields are named %s", f.field.FieldName())
		}
		seen[f.field.FieldName()] = true
	}
}
