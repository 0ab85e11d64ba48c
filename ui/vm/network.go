package vm

import "vigie/inbox"

// Network is how a channel is marked in the corner of an avatar.
type Network struct {
	Letter string
	Color  uint32 // 0xRRGGBB; dark enough for a white letter
}

// NetworkOf gives the mark of a channel.
func NetworkOf(c inbox.Channel) Network {
	switch c {
	case inbox.ChannelEmail:
		return Network{"@", 0xb3261e}
	case inbox.ChannelMastodon:
		return Network{"M", 0x5b4bd6}
	case inbox.ChannelFeed:
		return Network{"R", 0xb4600b}
	case inbox.ChannelClip:
		return Network{"C", 0x3d6b52}
	default:
		return Network{"I", 0x55606c}
	}
}
