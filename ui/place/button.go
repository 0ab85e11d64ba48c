package place

import "vigie/ui/kit"

// Button is the button of a command, with its key: it does what the key does.
func Button(h Host, kind kit.Kind, id string) *kit.Button {
	c, _ := h.Commands().ByID(id)
	return kit.NewButton(kind, h.Texts().T(id, nil), func() { h.Press(c.Keys[0]) }).WithKey(c.Keys[0].Label())
}
