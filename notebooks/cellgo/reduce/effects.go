package reduce

import (
	"go/ast"
	"go/importer"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
)

// A variable that the cell does not need is left out only if working out its
// value does nothing else that could be seen: it may compute, read files and
// fail. One that prints, writes, or changes what another variable holds is kept,
// with all that it needs, and so is one of which that is not certain.

// An effects tells what the initial values of variables do besides.
type effects struct {
	p     *mainFile
	info  *types.Info
	fresh map[types.Object]bool // locals that hold what nobody else has

	within []ast.Node // the nodes around the one that is looked at
	called map[*ast.SelectorExpr]bool
	itself bool // the value that is looked at is the variable's own, and not of one that it needs
	sure   bool // all types are known
}

// newEffects checks the types of a program.
func newEffects(p *mainFile, open Archive) *effects {
	e := &effects{p: p, info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}, fresh: map[types.Object]bool{}, called: map[*ast.SelectorExpr]bool{}, sure: true}
	config := types.Config{
		Importer: importer.ForCompiler(p.fset, "gc", importer.Lookup(open)),
		Error:    func(error) { e.sure = false }, // and what has no type is not certain
	}
	config.Check("main", p.fset, []*ast.File{p.file}, e.info)
	e.findFresh()
	return e
}

// pure says whether a variable's initial value can be left out.
func (e *effects) pure(u *unit) bool {
	for other := range e.p.reach(u) {
		if !e.pureUnit(other, other == u) {
			return false
		}
	}
	return true
}

// pureUnit looks at one unit. A function that is a value itself is not called
// by that.
func (e *effects) pureUnit(u *unit, itself bool) bool {
	e.itself = itself
	if !u.isVar {
		return e.pureNode(u.node)
	}
	for _, value := range u.values {
		if _, function := value.(*ast.FuncLit); (!function || !itself) && !e.pureNode(value) {
			return false
		}
	}
	return true
}

func (e *effects) pureNode(node ast.Node) bool {
	pure := true
	e.within = nil
	ast.Inspect(node, func(node ast.Node) bool {
		if node == nil {
			e.within = e.within[:len(e.within)-1]
			return true
		}
		e.within = append(e.within, node)
		pure = pure && e.pureStep(node)
		return true
	})
	return pure
}

// local says whether a variable belongs to the function that is looked at, and
// not to one around it: that one may be gone, and what it had lives on.
func (e *effects) local(obj types.Object) bool {
	if v, ok := obj.(*types.Var); !ok || v.IsField() || v.Parent() == nil || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() {
		return false
	}
	for _, node := range slices.Backward(e.within) {
		switch node.(type) {
		case *ast.FuncLit, *ast.FuncDecl:
			return node.Pos() <= obj.Pos() && obj.Pos() < node.End()
		}
	}
	return false
}

func (e *effects) pureStep(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.GoStmt, *ast.SendStmt, *ast.SelectStmt, *ast.BadExpr, *ast.BadStmt:
		return false
	case *ast.UnaryExpr:
		// An address of a variable of the notebook lets others change it.
		return n.Op != token.ARROW && (n.Op != token.AND || e.literal(n.X) || e.own(n.X))
	case *ast.IncDecStmt:
		return e.own(n.X)
	case *ast.AssignStmt:
		return n.Tok == token.DEFINE || !slices.ContainsFunc(n.Lhs, func(left ast.Expr) bool { return !e.own(left) })
	case *ast.RangeStmt:
		for _, left := range []ast.Expr{n.Key, n.Value} {
			if left != nil && n.Tok == token.ASSIGN && !e.own(left) {
				return false
			}
		}
		t := e.info.TypeOf(n.X)
		if t == nil {
			return false
		}
		_, channel := t.Underlying().(*types.Chan)
		return !channel
	case *ast.CallExpr:
		return e.pureCall(n)
	case *ast.SelectorExpr:
		return e.pureSelector(n)
	case *ast.Ident:
		// A name of a dot import comes with no selector.
		obj := e.info.Uses[n]
		if obj == nil {
			_, defined := e.info.Defs[n]
			return defined || n.Name == "_"
		}
		return obj.Pkg() == nil || obj.Pkg().Name() == "main" || pureObject(obj)
	}
	return true
}

// literal says whether an expression makes a new value.
func (e *effects) literal(x ast.Expr) bool {
	_, ok := ast.Unparen(x).(*ast.CompositeLit)
	return ok
}

// own says whether an assignment to x changes nothing but what a function has
// for itself.
func (e *effects) own(x ast.Expr) bool {
	switch n := ast.Unparen(x).(type) {
	case *ast.Ident:
		if n.Name == "_" {
			return true
		}
		return e.local(e.object(n))
	case *ast.SelectorExpr:
		t := e.info.TypeOf(n.X)
		if t == nil || e.info.Selections[n] == nil || len(e.info.Selections[n].Index()) > 1 {
			return false // a package's, or below an embedded field
		}
		if _, pointer := t.Underlying().(*types.Pointer); pointer {
			return e.new(n.X)
		}
		return e.own(n.X)
	case *ast.IndexExpr:
		t := e.info.TypeOf(n.X)
		if t == nil {
			return false
		}
		if _, array := t.Underlying().(*types.Array); array {
			return e.own(n.X)
		}
		return e.new(n.X)
	case *ast.StarExpr:
		return e.new(n.X)
	}
	return false
}

// new says whether nobody else has what x points to.
func (e *effects) new(x ast.Expr) bool {
	switch n := ast.Unparen(x).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return n.Op == token.AND && e.literal(n.X)
	case *ast.Ident:
		obj := e.object(n)
		return n.Name == "nil" || e.fresh[obj] && (len(e.within) == 0 || e.local(obj))
	case *ast.CallExpr:
		switch f := ast.Unparen(n.Fun).(type) {
		case *ast.Ident:
			if _, builtin := e.info.Uses[f].(*types.Builtin); builtin {
				return f.Name == "make" || f.Name == "new" || f.Name == "append" && e.new(n.Args[0])
			}
		case *ast.SelectorExpr:
			// A figure's methods return the figure.
			obj := e.info.Uses[f.Sel]
			if obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "netlab/plots" {
				return e.info.Selections[f] == nil || e.new(f.X)
			}
		}
	}
	return false
}

// object is what a name means.
func (e *effects) object(name *ast.Ident) types.Object {
	if obj := e.info.Defs[name]; obj != nil {
		return obj
	}
	return e.info.Uses[name]
}

// findFresh finds the local variables that are given nothing but new values.
func (e *effects) findFresh() {
	given := map[types.Object][]ast.Expr{}
	stale := map[types.Object]bool{}
	give := func(left ast.Expr, right ast.Expr) {
		name, ok := ast.Unparen(left).(*ast.Ident)
		if !ok {
			return
		}
		if obj := e.object(name); obj != nil && right != nil {
			given[obj] = append(given[obj], right)
		} else if obj != nil {
			stale[obj] = true
		}
	}
	ast.Inspect(e.p.file, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.AssignStmt:
			for i, left := range n.Lhs {
				if len(n.Lhs) == len(n.Rhs) {
					give(left, n.Rhs[i])
				} else {
					give(left, nil)
				}
			}
		case *ast.RangeStmt:
			for _, left := range []ast.Expr{n.Key, n.Value} {
				if left != nil {
					give(left, nil)
				}
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				switch {
				case len(n.Values) == len(n.Names):
					give(name, n.Values[i])
				case len(n.Values) > 0:
					give(name, nil)
				case e.info.Defs[name] != nil:
					given[e.info.Defs[name]] = nil // zero
				}
			}
		}
		return true
	})
	for obj := range given {
		if v, ok := obj.(*types.Var); ok && !stale[obj] && v.Pkg() != nil && v.Parent() != v.Pkg().Scope() {
			e.fresh[obj] = true
		}
	}
	e.within = nil
	for changed := true; changed; {
		changed = false
		for obj, values := range given {
			if e.fresh[obj] && slices.ContainsFunc(values, func(x ast.Expr) bool { return !e.new(x) }) {
				delete(e.fresh, obj)
				changed = true
			}
		}
	}
}

// pureCall looks at what is called. What is passed and the bodies of the
// notebook's own functions are looked at by themselves.
func (e *effects) pureCall(n *ast.CallExpr) bool {
	fun := ast.Unparen(n.Fun)
	if tv, ok := e.info.Types[fun]; ok && tv.IsType() {
		return true
	}
	switch f := fun.(type) {
	case *ast.Ident:
		switch obj := e.info.Uses[f].(type) {
		case nil:
			return false
		case *types.Builtin:
			return e.pureBuiltin(obj.Name(), n)
		}
	case *ast.SelectorExpr:
		obj := e.info.Uses[f.Sel]
		if obj == nil {
			return false
		}
		e.called[f] = true
		if obj.Pkg() != nil && changesArgument(obj) {
			return len(n.Args) > 0 && e.new(n.Args[0])
		}
	}
	return true
}

func (e *effects) pureBuiltin(name string, n *ast.CallExpr) bool {
	switch name {
	case "print", "println", "close":
		return false
	case "append":
		call, called := ast.Unparen(n.Args[0]).(*ast.CallExpr)
		if called {
			selector, ok := call.Fun.(*ast.SelectorExpr)
			called = ok && e.info.Selections[selector] == nil // a package's function makes its results
		}
		return called || e.new(n.Args[0])
	case "delete", "clear", "copy":
		return e.new(n.Args[0])
	}
	return true
}

// pureMethod looks at a method of a package. One that has a pointer may change
// what it points to, but for the library's own.
func (e *effects) pureMethod(f *ast.SelectorExpr, obj types.Object) bool {
	if changes.MatchString(obj.Name()) || !purePackage(obj.Pkg().Path()) {
		return false
	}
	if computesOnly(obj.Pkg().Path()) {
		return true
	}
	signature, ok := obj.Type().(*types.Signature)
	if !ok || signature.Recv() == nil {
		return false
	}
	if _, pointer := signature.Recv().Type().(*types.Pointer); !pointer {
		return true
	}
	if _, has := e.info.TypeOf(f.X).(*types.Pointer); has {
		return e.new(f.X) || immutable(signature.Recv().Type())
	}
	return e.own(f.X)
}

// computesOnly says whether a package's methods change nothing, whatever they have.
func computesOnly(path string) bool {
	return strings.HasPrefix(path, "netlab/pcapnb") && purePackage(path)
}

// immutable says whether a type's methods change nothing.
func immutable(t types.Type) bool {
	return slices.Contains([]string{"*regexp.Regexp", "*strings.Replacer", "*time.Location"}, t.String())
}

// pureSelector looks at a name after a dot.
func (e *effects) pureSelector(n *ast.SelectorExpr) bool {
	obj := e.info.Uses[n.Sel]
	if obj == nil {
		return false
	}
	s := e.info.Selections[n]
	switch {
	case obj.Pkg() != nil && obj.Pkg().Path() == "sync" && !e.itself:
		return false // what is worked out once may be worked out now
	case s == nil:
		return pureObject(obj) && (e.called[n] || !changesArgument(obj))
	case s.Kind() == types.FieldVal, obj.Pkg() == nil, obj.Pkg().Name() == "main":
		return true
	}
	if s.Kind() == types.MethodExpr { // called with what may be anybody's
		return !changes.MatchString(obj.Name()) && computesOnly(obj.Pkg().Path())
	}
	return e.pureMethod(n, obj)
}

// pureObject says whether using a package's object has no effect.
func pureObject(obj types.Object) bool {
	switch obj.(type) {
	case *types.TypeName, *types.Const, *types.PkgName:
		return true
	}
	name, pkg := obj.Name(), obj.Pkg().Path()
	if v, ok := obj.(*types.Var); ok && v.IsField() {
		return true
	}
	if some, ok := pureSome[pkg]; ok {
		return some.MatchString(name)
	}
	if f, ok := obj.(*types.Func); ok && f.Type().(*types.Signature).Recv() != nil {
		return true // a method: looked at where it is called
	}
	return purePackage(pkg) && !changes.MatchString(name)
}

// changes matches what writes, sends or alters, by its name.
var changes = regexp.MustCompile(`^(Must)?(Save|Write|Set|Fill$|Close|Capture|Record|Export|Delete|Remove|Clear|Reset|Register|Create|Print|Fprint|Store|Swap|Upload|Serve|Listen|Send)`)

// pureSome are packages of which some functions are pure.
var pureSome = map[string]*regexp.Regexp{
	"fmt":    regexp.MustCompile(`^(Sprint|Errorf|Append|Stringer)`),
	"os":     regexp.MustCompile(`^(Getenv|LookupEnv|ReadFile|Stat|ReadDir|Environ|Hostname|ErrNotExist|IsNotExist)$`),
	"sync":   regexp.MustCompile(`^Once(Func|Values?)$`),
	"slices": regexp.MustCompile(``),
	"sort":   regexp.MustCompile(``),
	"maps":   regexp.MustCompile(`^(Keys|Values|All|Collect|Clone|Equal|EqualFunc)$`),
}

// changesArgument says whether a function changes its first argument.
func changesArgument(obj types.Object) bool {
	switch name := obj.Name(); obj.Pkg().Path() {
	case "sort":
		return !strings.HasPrefix(name, "Search") && !strings.HasSuffix(name, "AreSorted")
	case "slices":
		return slices.ContainsFunc([]string{"Sort", "Reverse", "Delete", "Insert", "Compact", "Replace", "Grow", "Append"},
			func(verb string) bool { return strings.HasPrefix(name, verb) }) && !strings.HasPrefix(name, "Sorted")
	}
	return false
}

// purePackage lists the packages that compute.
func purePackage(path string) bool {
	if rest, ours := strings.CutPrefix(path, "netlab/"); ours {
		return rest == "plots" || rest == "pcapnb" || strings.HasPrefix(rest, "pcapnb/") &&
			!slices.Contains([]string{"pcapnb/nb", "pcapnb/exercise", "pcapnb/fetch", "pcapnb/parquet"}, rest)
	}
	_, some := pureSome[path]
	return some || slices.Contains([]string{
		"bytes", "cmp", "encoding/base64", "encoding/hex", "errors", "hash/crc32", "html", "iter", "math", "math/bits", "math/cmplx",
		"net/netip", "path", "path/filepath", "regexp", "strconv", "strings", "time", "unicode", "unicode/utf8",
	}, path)
}
