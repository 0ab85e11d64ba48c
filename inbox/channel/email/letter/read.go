package letter

import (
	"fmt"
	"strings"
)

// ParseHeader reads the header fields of raw, which may end with them (the
// headers-first stage of a mailbox) or go on with a body, which is ignored.
// It gives the best it can even where it returns an error.
func ParseHeader(raw []byte) (Header, error) {
	r := &reader{}
	err := r.guarded("header", func() {
		r.root(raw)
		r.header()
	})
	if err == nil && len(r.top.fields) == 0 {
		err = EmptyError{}
	}
	return r.letter.Header, err
}

// Parse reads one whole mail. It gives the best it can even where it returns an
// error, which is an EmptyError or a *PoisonError.
func Parse(raw []byte) (Letter, error) {
	r := &reader{}
	if len(raw) == 0 {
		return r.letter, EmptyError{}
	}
	steps := []struct {
		stage string
		read  func()
	}{
		{"header", func() { r.root(raw); r.header() }},
		{"fingerprint", r.fingerprint},
		{"parts", func() { r.walk(&r.top, 0) }},
		{"text", r.body},
		{"attachments", r.attachments},
		{"class", r.classify},
	}
	for _, s := range steps {
		if err := r.guarded(s.stage, s.read); err != nil {
			return r.letter, err
		}
	}
	return r.letter, nil
}

// reader is the state of reading one mail.
type reader struct {
	letter  Letter
	top     part
	leaves  []*part // every part without parts of its own, in order of appearance
	budget  int     // bytes of text that may still be rendered
	visited int     // parts seen, multiparts included
}

// guarded runs one step and turns a panic into an error that names it.
func (r *reader) guarded(stage string, step func()) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = &PoisonError{Stage: stage, Cause: fmt.Sprint(cause)}
		}
	}()
	step()
	return nil
}

// trouble notes a problem once.
func (r *reader) trouble(kind ProblemKind, detail string) {
	if len(detail) > 100 {
		detail = detail[:100]
	}
	p := Problem{Kind: kind, Detail: oneLine(strings.ToValidUTF8(detail, "?"))}
	for _, known := range r.letter.Problems {
		if known == p {
			return
		}
	}
	if len(r.letter.Problems) < maxProblems {
		r.letter.Problems = append(r.letter.Problems, p)
	}
}

// Bounds. They lie far beyond what people send; what goes past them stays in
// the raw mail and is named in Problems.
const (
	maxProblems   = 50
	maxFields     = 5000      // header fields kept per part
	maxFieldBytes = 256 << 10 // of one header field that is looked into
	maxDepth      = 30        // nested multiparts
	maxParts      = 2000      // leaves
	maxText       = 4 << 20   // bytes of text shown
	maxHTML       = 8 << 20   // bytes of HTML looked into
	maxReferences = 100
	maxAddresses  = 2000
	maxLinks      = 5000
)
