package letter

import (
	"strconv"
	"strings"
)

// mediaType reads a Content-Type or Content-Disposition: the value in lower
// case and its parameters with RFC 2231 continuations put together. It takes
// whatever it can of broken ones.
func mediaType(value string) (string, map[string]string) {
	if value == "" {
		return "", nil
	}
	kind, rest, _ := strings.Cut(value, ";")
	kind = strings.ToLower(strings.Trim(kind, " \t\"';,"))
	if i := strings.IndexAny(kind, " \t("); i >= 0 {
		rest = kind[i:] + ";" + rest
		kind = kind[:i]
	}
	if strings.Contains(kind, "=") {
		rest = value
		kind = ""
	}
	raw := map[string]string{}
	for rest != "" && len(raw) < 100 {
		var name, v string
		name, v, rest = cutParam(rest)
		if _, known := raw[name]; name != "" && !known {
			raw[name] = v
		}
	}
	return kind, joinContinued(raw)
}

// cutParam takes one name=value off s.
func cutParam(s string) (name, value, rest string) {
	s = strings.TrimLeft(s, " \t\r\n;,")
	end := strings.IndexAny(s, "=;")
	if end < 0 {
		return "", "", ""
	}
	if s[end] == ';' {
		return "", "", s[end:]
	}
	name = strings.ToLower(strings.TrimSpace(s[:end]))
	if i := strings.LastIndexAny(name, " \t"); i >= 0 {
		name = name[i+1:]
	}
	s = strings.TrimLeft(s[end+1:], " \t\r\n")
	if strings.HasPrefix(s, `"`) {
		value, rest = cutQuoted(s[1:])
		return name, value, rest
	}
	end = strings.IndexByte(s, ';')
	if end < 0 {
		end = len(s)
	}
	value = strings.TrimSpace(s[:end])
	if i := strings.Index(value, " ("); i >= 0 && name != "name" && name != "filename" {
		value = value[:i]
	}
	return name, value, s[end:]
}

// cutQuoted takes a quoted string, whose opening quote is gone, off s. A
// backslash only escapes quotes and itself, since Windows paths are met.
func cutQuoted(s string) (value, rest string) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && (s[i+1] == '"' || s[i+1] == '\\'):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			return b.String(), s[i+1:]
		default:
			b.WriteByte(s[i])
		}
	}
	// QUIRK: a missing closing quote swallows the next parameters; give them back.
	if end := strings.IndexByte(s, ';'); end >= 0 {
		return s[:end], s[end:]
	}
	return b.String(), ""
}

// joinContinued resolves name*, name*0, name*0*… of RFC 2231.
func joinContinued(raw map[string]string) map[string]string {
	plain := make(map[string]string, len(raw))
	var starred []string
	for name, v := range raw {
		if base, _, has := strings.Cut(name, "*"); has {
			starred = append(starred, base)
		} else {
			plain[name] = v
		}
	}
	for _, base := range starred {
		if v := continued(raw, base); v != "" {
			plain[base] = v
		}
	}
	return plain
}

func continued(raw map[string]string, base string) string {
	if v, ok := raw[base+"*"]; ok {
		return extended(v)
	}
	var joined strings.Builder
	coded := false
	for i := 0; i < 100; i++ {
		n := base + "*" + strconv.Itoa(i)
		if v, ok := raw[n+"*"]; ok {
			if i == 0 {
				coded = true
			}
			if !coded {
				v = unpercent(v)
			}
			joined.WriteString(v)
		} else if v, ok := raw[n]; ok {
			if coded {
				v = strings.ReplaceAll(v, "%", "%25")
			}
			joined.WriteString(v)
		} else {
			break
		}
	}
	if coded {
		return extended(joined.String())
	}
	return joined.String()
}

// extended decodes charset'language'percent-coded.
func extended(v string) string {
	parts := strings.SplitN(v, "'", 3)
	if len(parts) < 3 {
		return unpercent(v)
	}
	text, _ := toUTF8([]byte(unpercent(parts[2])), parts[0])
	return text
}

// unpercent decodes %XX; a % that is not followed by two digits stays.
func unpercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if hi, lo := hexDigit(s[i+1]), hexDigit(s[i+2]); hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return string(out)
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}
