package reduce

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// showName is the package that shows a cell's last value, as no cell writes it.
const showName = "netlabnb"

// showLast is the source with the last value of the cell shown, as Jupyter does
// for other languages: nil if the last statement is no expression, or surely has
// no value to show. Each name stays where it was for the compiler.
func (p *mainFile) showLast(source []byte) []byte {
	body := p.main.Body.List
	if len(body) < 2 { // the first is GoNB's flag.Parse()
		return nil
	}
	last, ok := body[len(body)-1].(*ast.ExprStmt)
	if !ok || p.showsItself(last.X) {
		return nil
	}
	from, to := p.offset(last.Pos()), p.offset(last.End())
	at := p.fset.Position(last.Pos())
	name := p.offset(p.file.Name.End())
	return slices.Concat(source[:name],
		fmt.Appendf(nil, "; import %s %q", showName, "netlab/pcapnb/nb"), source[name:from],
		fmt.Appendf(nil, "%s.ShowLast(/*line :%d:%d*/", showName, at.Line, at.Column), source[from:to], []byte(")"), source[to:])
}

// showsItself says whether an expression is a call that shows something, or
// gives nothing.
func (p *mainFile) showsItself(x ast.Expr) bool {
	call, ok := ast.Unparen(x).(*ast.CallExpr)
	if !ok {
		return false
	}
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		if slices.Contains([]string{"panic", "print", "println", "clear", "close", "delete", "copy"}, f.Name) {
			return true
		}
		if u := p.named[f.Name]; u != nil {
			d, function := u.node.(*ast.FuncDecl)
			return function && d.Type.Results.NumFields() == 0
		}
	case *ast.SelectorExpr:
		name, ok := f.X.(*ast.Ident)
		return ok && slices.Contains([]string{"nb", "exercise", "fmt", "log", "gonbui", "display"}, name.Name) && !strings.HasPrefix(f.Sel.Name, "Sprint")
	case *ast.FuncLit:
		return f.Type.Results.NumFields() == 0
	}
	return false
}
