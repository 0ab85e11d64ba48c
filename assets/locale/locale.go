// Package locale holds every text that a person reads, in English and French,
// one JSON file per area and language, and finds them by key. A text may hold
// placeholders ("{{.Name}}") and have a singular and a plural.
package locale

import (
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"vigie/inbox/fault"
)

// Fallback is the language of last resort.
const Fallback = "en"

// Languages lists the languages that Vigie speaks, as they are offered.
func Languages() []string { return []string{"en", "fr"} }

// Match chooses a language for what an environment or a setting says: "fr",
// "fr_CA.UTF-8", "fr-FR,en;q=0.5", "C". What is not known is Fallback.
func Match(env string) string {
	tag, _, _ := strings.Cut(env, ".")
	tag, _, _ = strings.Cut(tag, "@")
	wanted, _, err := language.ParseAcceptLanguage(strings.ReplaceAll(tag, "_", "-"))
	if err != nil || len(wanted) == 0 {
		return Fallback
	}
	_, i, sure := language.NewMatcher([]language.Tag{language.English, language.French}).Match(wanted...)
	if sure < language.Low {
		return Fallback
	}
	return Languages()[i]
}

// Texts finds texts in one language. It is safe for concurrent use.
type Texts struct {
	hears   func(error)
	lang    string
	finder  *i18n.Localizer
	texts   map[string]bool // the keys that have a text in any language
	trouble error
}

// New reads the texts of the language that Match chooses for lang. A file that
// cannot be read leaves its keys visible; Trouble says which.
func New(lang string) *Texts {
	bundle, keys, err := bundle()
	chosen := Match(lang)
	return &Texts{lang: chosen, finder: i18n.NewLocalizer(bundle, chosen, Fallback), texts: keys, trouble: err}
}

// Language is the language spoken, one of Languages.
func (t *Texts) Language() string { return t.lang }

// Trouble is what was wrong with the embedded files; nil when all were read.
func (t *Texts) Trouble() error { return t.trouble }

// T gives the text of a key with its placeholders filled in. A key without a
// text is shown itself, so that what is missing is seen and can be named.
func (t *Texts) T(key string, args map[string]any) string {
	return t.find(key, &i18n.LocalizeConfig{MessageID: key, TemplateData: args})
}

// With is T with its placeholders as pairs of a name and a value.
func (t *Texts) With(key string, pairs ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			args[name] = pairs[i+1]
		}
	}
	return t.T(key, args)
}

// N is T in the singular or plural for n, by the language's own rule (French
// says "0 message"). The number itself is the placeholder Count.
func (t *Texts) N(key string, n int, args map[string]any) string {
	filled := make(map[string]any, len(args)+1)
	for name, value := range args {
		filled[name] = value
	}
	filled["Count"] = n
	return t.find(key, &i18n.LocalizeConfig{MessageID: key, TemplateData: filled, PluralCount: n})
}

// Fault says what went wrong, for a person; nil says nothing. Who hears faults
// is told of the cause.
func (t *Texts) Fault(err error) string {
	f := fault.Of(err)
	if f == nil {
		return ""
	}
	if t.hears != nil {
		t.hears(err)
	}
	return t.T(f.Key, f.Args)
}

// Hear has f called with every error that Fault puts into words, so that the
// log has the cause of what a person was told. Set it before the texts are
// shared; f must be safe wherever Fault is called.
func (t *Texts) Hear(f func(error)) { t.hears = f }

// find returns the key itself when there is no text: the error of the library
// says no more than that.
func (t *Texts) find(key string, config *i18n.LocalizeConfig) string {
	text, _ := t.finder.Localize(config)
	if text == "" {
		return key
	}
	return strings.ReplaceAll(text, "<no value>", "")
}

// Keys lists the keys that begin with a prefix, in order.
func (t *Texts) Keys(prefix string) []string {
	var out []string
	for key := range t.texts {
		if strings.HasPrefix(key, prefix) {
			out = append(out, key)
		}
	}
	slices.Sort(out)
	return out
}
