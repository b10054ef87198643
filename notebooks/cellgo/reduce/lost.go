package reduce

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
)

// lost says of each variable that the cell's statements change that the next
// cell does not see it, and what to write instead.
func (p *mainFile) lost() (said []string) {
	told := map[string]bool{}
	ast.Inspect(p.main.Body, func(node ast.Node) bool {
		var left []ast.Expr
		var value ast.Expr
		switch n := node.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				return true
			}
			left = n.Lhs
			if len(n.Lhs) == 1 && n.Tok == token.ASSIGN {
				value = n.Rhs[0]
			}
		case *ast.IncDecStmt:
			left = []ast.Expr{n.X}
		}
		for _, x := range left {
			name, whole := variableOf(x)
			if name == nil || told[name.Name] || !p.isVariable(name) {
				continue
			}
			told[name.Name] = true
			if !whole {
				value = nil
			}
			said = append(said, p.lostText(name.Name, value))
		}
		return true
	})
	return said
}

// variableOf is the variable that an assignment changes, as a whole or in part.
func variableOf(x ast.Expr) (name *ast.Ident, whole bool) {
	whole = true
	for {
		switch n := ast.Unparen(x).(type) {
		case *ast.Ident:
			return n, whole
		case *ast.SelectorExpr:
			x, whole = n.X, false
		case *ast.IndexExpr:
			x, whole = n.X, false
		case *ast.StarExpr:
			x, whole = n.X, false
		default:
			return nil, false
		}
	}
}

// isVariable says whether a name is a variable's that was declared above the
// statements, here or in a cell before.
func (p *mainFile) isVariable(name *ast.Ident) bool {
	if p.named[name.Name] == nil || name.Obj != p.file.Scope.Objects[name.Name] {
		return false
	}
	_, ok := p.named[name.Name].node.(*ast.ValueSpec)
	return ok
}

func (p *mainFile) lostText(name string, value ast.Expr) string {
	text := fmt.Sprintf("`%s` has this value in this cell only; the next one works it out anew.", name)
	if value == nil || !p.canBeDeclared(value) || strings.Contains(p.text(value), "\n") {
		return text
	}
	return fmt.Sprintf("%s To keep it, write above `%%%%`: `var %s = %s`", text, p.newName(name, value), p.text(value))
}

// canBeDeclared says whether an expression means nothing of the cell's own.
func (p *mainFile) canBeDeclared(x ast.Expr) bool {
	can := true
	ast.Inspect(x, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.FuncLit:
			can = false
		case *ast.Ident:
			can = can && (n.Obj == nil || n.Obj == p.file.Scope.Objects[n.Name])
		}
		return can
	})
	return can
}

var word = regexp.MustCompile(`\("([a-z][a-z0-9]*)"\)$`)

// newName names the packages of Where("dns") dns, and others after what they are made of.
func (p *mainFile) newName(name string, value ast.Expr) string {
	if match := word.FindStringSubmatch(p.text(value)); match != nil && p.named[match[1]] == nil && !token.IsKeyword(match[1]) {
		return match[1]
	}
	return name + "2"
}
