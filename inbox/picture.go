package inbox

import (
	"bytes"
	"image"
	_ "image/gif"  // the formats that are taken
	_ "image/jpeg" // and shown here,
	_ "image/png"  // and no others

	"vigie/inbox/fault"
)

// The limits of a picture: of its bytes, and of its dots once it is decoded,
// because a small file can be a huge picture.
const (
	LargestPicture = 20 << 20
	mostDots       = 40_000_000
)

// CheckPicture says which picture the bytes are, by what they are and not by
// their name. What cannot be decoded to its end, or is too large, is refused.
func CheckPicture(name string, raw []byte) (mediaType string, err error) {
	if len(raw) > LargestPicture {
		return "", fault.New(fault.Invalid, "fault.picture-too-large", "Name", name, "Max", LargestPicture>>20)
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "fault.picture-unreadable", "Name", name)
	}
	if size.Width <= 0 || size.Height <= 0 || size.Width > mostDots/size.Height {
		return "", fault.New(fault.Invalid, "fault.picture-too-many-dots", "Name", name, "Max", mostDots/1_000_000)
	}
	if _, _, err := image.Decode(bytes.NewReader(raw)); err != nil {
		return "", fault.Wrap(err, fault.Invalid, "fault.picture-unreadable", "Name", name)
	}
	return "image/" + format, nil
}
