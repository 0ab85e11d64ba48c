// Package font embeds the four Inter weights that Vigie draws with, as shipped
// by Debian's fonts-inter 4.0. Inter is licensed under the SIL Open Font
// Licence 1.1; the licence is embedded too, so that the programme can show it.
//
// The files are static instances: Fyne offers no way to choose an axis of a
// variable font. Package ui/kit widens their line height in memory.
//
// The two Paper files are for PDF, whose library takes TrueType outlines only:
// Inter-Regular and Inter-Bold with quadratic curves, and of their letters
// those of the Latin, Greek and Cyrillic alphabets.
package font

import _ "embed"

//go:embed Inter-Regular.otf
var regular []byte

//go:embed Inter-Medium.otf
var medium []byte

//go:embed Inter-SemiBold.otf
var semiBold []byte

//go:embed Inter-Bold.otf
var bold []byte

//go:embed Paper-Regular.ttf
var paperRegular []byte

//go:embed Paper-Bold.ttf
var paperBold []byte

//go:embed LICENCE-Inter-OFL.txt
var licence string

// Regular is Inter weight 400. The bytes are shared: copy before changing them.
func Regular() []byte { return regular }

// Medium is Inter weight 500. The bytes are shared: copy before changing them.
func Medium() []byte { return medium }

// SemiBold is Inter weight 600. The bytes are shared: copy before changing them.
func SemiBold() []byte { return semiBold }

// Bold is Inter weight 700. The bytes are shared: copy before changing them.
func Bold() []byte { return bold }

// PaperRegular is Inter weight 400 for PDF. The bytes are shared: copy before
// changing them.
func PaperRegular() []byte { return paperRegular }

// PaperBold is Inter weight 700 for PDF. The bytes are shared: copy before
// changing them.
func PaperBold() []byte { return paperBold }

// Licence is the full text of the SIL Open Font Licence under which Inter comes.
func Licence() string { return licence }
