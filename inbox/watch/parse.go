package watch

import (
	"strings"
	"unicode/utf8"

	"vigie/inbox/fault"
)

// The bounds of a query.
const (
	longestQuery = 4000 // characters
	deepest      = 50   // parentheses and exclusions in one another
	mostWords    = 500
	leastPrefix  = 2 // characters
)

// Parse reads a query. An error is a fault of kind Invalid whose key begins
// with "watch.query-" and whose argument Column is where the mistake is, in
// characters from 1.
func Parse(text string) (Query, error) {
	return parse(text, bounds{length: longestQuery, depth: deepest, words: mostWords})
}

// bounds are the bounds of one reading.
type bounds struct{ length, depth, words int }

func parse(text string, most bounds) (Query, error) {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, " ")
	}
	p := parser{lexer: lexer{text: []rune(text)}, most: most}
	if len(p.lexer.text) > most.length {
		return Query{}, wrong("too-long", most.length+1, "Most", most.length)
	}
	if err := p.step(); err != nil {
		return Query{}, err
	}
	if p.now.kind == symEnd {
		return Query{}, fault.New(fault.Invalid, "watch.query-empty", "Column", 1)
	}
	root, err := p.either()
	if err != nil {
		return Query{}, err
	}
	if p.now.kind == symClose {
		return Query{}, wrong("close", p.now.column)
	}
	if !root.wants() {
		return Query{}, wrong("only-exclusions", 1)
	}
	return Query{root: root, index: newIndex(root)}, nil
}

// parser reads the operators by how close they bind.
type parser struct {
	lexer lexer
	now   symbol
	most  bounds
	depth int
	words int
}

func (p *parser) step() error {
	s, err := p.lexer.next()
	p.now = s
	return err
}

// either reads "a OR b".
func (p *parser) either() (*node, error) {
	return p.series(opOr, p.both, func() (bool, error) { return p.skip(symOr) })
}

// both reads "a b", "a AND b", "a NOT b".
func (p *parser) both() (*node, error) {
	return p.series(opAnd, p.wanted, func() (bool, error) {
		switch p.now.kind {
		case symWord, symField, symOpen, symNot:
			return true, nil
		default:
			return p.skip(symAnd)
		}
	})
}

// series reads operands as long as more of the same follow, and makes one node
// of them.
func (p *parser) series(o op, operand func() (*node, error), more func() (bool, error)) (*node, error) {
	first, err := operand()
	if err != nil {
		return nil, err
	}
	all := &node{op: o, kids: flat(o, first)}
	for {
		goes, err := more()
		if err != nil {
			return nil, err
		}
		if !goes {
			break
		}
		next, err := operand()
		if err != nil {
			return nil, err
		}
		all.kids = append(all.kids, flat(o, next)...)
	}
	if len(all.kids) == 1 {
		return all.kids[0], nil
	}
	return all, nil
}

// flat takes up the operands of the same operator: (a b) c is a b c.
func flat(o op, n *node) []*node {
	if n.op == o {
		return n.kids
	}
	return []*node{n}
}

// skip passes an operator; what must follow it is checked by whoever reads it.
func (p *parser) skip(k symbolKind) (bool, error) {
	if p.now.kind != k {
		return false, nil
	}
	return true, p.step()
}

// wanted reads "NOT a" or an operand of NEAR.
func (p *parser) wanted() (*node, error) {
	if p.now.kind != symNot {
		return p.near()
	}
	leave, err := p.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := p.step(); err != nil {
		return nil, err
	}
	inner, err := p.wanted()
	if err != nil {
		return nil, err
	}
	if inner.op == opNot { // no exclusion of an exclusion
		return inner.kids[0], nil
	}
	return &node{op: opNot, kids: []*node{inner}}, nil
}

// near reads "a NEAR/5 b", from left to right.
func (p *parser) near() (*node, error) {
	column := p.now.column
	left, err := p.single()
	if err != nil {
		return nil, err
	}
	for p.now.kind == symNear {
		apart := p.now.apart
		if err := p.step(); err != nil {
			return nil, err
		}
		at := p.now.column
		right, err := p.single()
		if err != nil {
			return nil, err
		}
		if !left.placed() {
			return nil, wrong("near-words", column)
		}
		if !right.placed() {
			return nil, wrong("near-words", at)
		}
		left = &node{op: opNear, kids: []*node{left, right}, apart: apart}
	}
	return left, nil
}

// placed tells whether a node stands at a place in a text.
func (n *node) placed() bool {
	switch n.op {
	case opWords, opNear:
		return true
	case opOr:
		for _, k := range n.kids {
			if !k.placed() {
				return false
			}
		}
		return true
	default:
		return false
	}
}

// enter counts the depth.
func (p *parser) enter() (leave func(), err error) {
	if p.depth++; p.depth > p.most.depth {
		return nil, wrong("too-deep", p.now.column, "Most", p.most.depth)
	}
	return func() { p.depth-- }, nil
}

// single reads a word, a field or a group.
func (p *parser) single() (*node, error) {
	s := p.now
	switch s.kind {
	case symOpen:
		return p.group()
	case symWord:
		n, err := p.leaf(s)
		if err != nil {
			return nil, err
		}
		return n, p.step()
	case symField:
		n, err := fieldNode(s)
		if err != nil {
			return nil, err
		}
		return n, p.step()
	case symEnd:
		return nil, wrong("ends", s.column)
	default:
		return nil, wrong("operand", s.column, "Operator", s.text)
	}
}

func (p *parser) group() (*node, error) {
	opened := p.now.column
	leave, err := p.enter()
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := p.step(); err != nil {
		return nil, err
	}
	n, err := p.either()
	if err != nil {
		return nil, err
	}
	if p.now.kind != symClose {
		return nil, wrong("open", opened)
	}
	return n, p.step()
}

// leaf makes a node of a word or a phrase.
func (p *parser) leaf(s symbol) (*node, error) {
	if strings.Contains(s.text, "*") && !s.quoted {
		return nil, wrong("star", s.column)
	}
	n := &node{op: opWords, text: strings.Join(strings.Fields(s.text), " "), words: folded(s.text), prefix: s.star}
	if len(n.words) == 0 {
		return nil, wrong("no-word", s.column, "Text", n.text)
	}
	if last := n.words[len(n.words)-1].text; s.star && utf8.RuneCountInString(last) < leastPrefix {
		return nil, wrong("short-prefix", s.column, "Least", leastPrefix)
	}
	if p.words += len(n.words); p.words > p.most.words {
		return nil, wrong("too-many", s.column, "Most", p.most.words)
	}
	return n, nil
}

// fieldNode makes a node of a field with its value.
func fieldNode(s symbol) (*node, error) {
	n := &node{op: opField, field: s.field, text: strings.Join(strings.Fields(s.text), " ")}
	switch s.field {
	case fieldLang:
		n.text = strings.ToLower(n.text)
		if len(n.text) < 2 || len(n.text) > 3 || strings.ContainsFunc(n.text, func(r rune) bool { return r < 'a' || r > 'z' }) {
			return nil, wrong("language", s.column, "Text", n.text)
		}
	case fieldChannel:
		n.text = strings.ToLower(n.text)
	case fieldSite:
		n.text = siteOf(n.text)
	case fieldFrom:
		n.words = folded(n.text)
	}
	if n.text == "" || s.field == fieldFrom && len(n.words) == 0 {
		return nil, wrong("field-empty", s.column, "Field", string(s.field))
	}
	return n, nil
}
