package icon

// paths gives the drawing of an icon on a grid of 22 units; currentColor stands
// for the ink. A switch rather than a map: the package keeps no state.
func paths(name Name) string { //nolint:funlen // one line an icon
	switch name {
	case Inbox:
		return `<path d="M3 12l3-8h10l3 8v6H3z"/><path d="M3 12h5l1 3h4l1-3h5"/>`
	case Flag:
		return `<path d="M5 20V3h11l-2 4 2 4H5"/>`
	case User:
		return `<circle cx="11" cy="7" r="4"/><path d="M3 19c1-5 15-5 16 0"/>`
	case Users:
		return `<circle cx="8" cy="7.5" r="3.5"/><path d="M2 18.5c.8-5 11.200-5 12 0M14 4.200a3.500 3.500 0 0 1 0 6.600M17 14c1.700.6 2.700 2 3 4.500"/>`
	case Bars:
		return `<path d="M4 19V10M9 19V4M14 19v-7M19 19V7"/>`
	case Gear:
		return `<circle cx="11" cy="11" r="3"/><path d="M11 2v3M11 17v3M2 11h3M17 11h3M4.600 4.600l2.100 2.100M15.300 15.300l2.100 2.100M4.600 17.400l2.100-2.100M15.300 6.700l2.100-2.100"/>`
	case Clock:
		return `<circle cx="11" cy="11" r="8.5"/><path d="M11 5.500v6h4.500"/>`
	case Clip:
		return `<path d="M17 10l-6.500 6.500a4 4 0 0 1-5.700-5.700L12 3.600a2.700 2.700 0 0 1 3.800 3.800L8.900 14.300a1.300 1.300 0 0 1-1.900-1.900L13 6.400"/>`
	case Smile:
		return `<circle cx="11" cy="11" r="8"/><path d="M7.500 13c1.500 3 5.500 3 7 0M8.200 8.500v.6M13.800 8.500v.6"/>`
	}
	return more(name)
}

func more(name Name) string {
	switch name {
	case Right:
		return `<path d="M3 11h15M12 5l6 6-6 6"/>`
	case Left:
		return `<path d="M19 11H4M10 5l-6 6 6 6"/>`
	case Check:
		return `<path d="M4 11l5 5 9-10"/>`
	case Eye:
		return `<path d="M2 11c4.500-8 13.500-8 18 0-4.500 8-13.500 8-18 0z"/><circle cx="11" cy="11" r="3"/>`
	case EyeOff:
		return `<path d="M2 11c4.500-8 13.500-8 18 0-4.500 8-13.500 8-18 0zM4 19L18 3"/>`
	case Search:
		return `<circle cx="9.500" cy="9.500" r="6"/><path d="M14 14l5 5"/>`
	case Close:
		return `<path d="M5 5l12 12M17 5L5 17"/>`
	case Plus:
		return `<path d="M11 4v14M4 11h14"/>`
	case Minus:
		return `<path d="M4 11h14"/>`
	case More:
		return `<path fill="currentColor" stroke="none" d="M3 9.500h3v3H3zM9.500 9.500h3v3h-3zM16 9.500h3v3h-3z"/>`
	case Info:
		return `<circle cx="11" cy="11" r="8.5"/><path d="M11 10v5M11 6.500v.4"/>`
	case Warning:
		return `<path d="M11 3l9 16H2zM11 9v5M11 16.500v.2"/>`
	case Error:
		return `<circle cx="11" cy="11" r="8.5"/><path d="M11 6v6M11 15v.4"/>`
	case Help:
		return `<circle cx="11" cy="11" r="8.5"/><path d="M8.500 8.500c.3-3.300 5.200-3 5 .3-.1 1.900-2.400 2-2.500 4M11 15.500v.3"/>`
	case Image:
		return `<path d="M3 4h16v14H3zM3 15l5-5 4 4 3-3 4 4"/><circle cx="14" cy="8" r="1.300"/>`
	case File:
		return `<path d="M5 2.500h8l4 4V19.500H5zM13 2.500v4h4"/>`
	case Link:
		return `<path d="M9 13a3.500 3.500 0 0 0 5 0l4-4a3.500 3.500 0 0 0-5-5l-1.500 1.500M13 9a3.500 3.500 0 0 0-5 0l-4 4a3.500 3.500 0 0 0 5 5l1.500-1.500"/>`
	case Open:
		return `<path d="M12 3h7v7M19 3l-9 9M16 13v6H3V6h6"/>`
	case Lock:
		return `<path d="M5 10h12v9H5zM7.500 10V7a3.500 3.500 0 0 1 7 0v3"/>`
	case Mail:
		return `<path d="M2.500 5h17v12h-17zM2.500 6l8.500 6 8.500-6"/>`
	case Phone:
		return `<path d="M5 3h4l1.500 4.500L8 9.500a10 10 0 0 0 4.500 4.500l2-2.500L19 13v4a2 2 0 0 1-2 2C9.500 18.500 3.500 12.500 3 5a2 2 0 0 1 2-2z"/>`
	case Bell:
		return `<path d="M4 16c2-2 2-4 2-7a5 5 0 0 1 10 0c0 3 0 5 2 7zM9 19h4"/>`
	case BellOff:
		return `<path d="M4 16c2-2 2-4 2-7a5 5 0 0 1 10 0c0 3 0 5 2 7zM9 19h4M3 3l16 16"/>`
	}
	return acts(name)
}

func acts(name Name) string {
	switch name {
	case Bolt:
		return `<path d="M12 2L4 12.500h6L9 20l8-10.500h-6z"/>`
	case Shield:
		return `<path d="M11 2.500l7 2.500v6c0 4-3 7-7 8.500-4-1.500-7-4.500-7-8.500V5z"/>`
	case Tag:
		return `<path d="M3 3h8l8 8-8 8-8-8zM7 7v.3"/>`
	case Pencil:
		return `<path d="M3 19l1-4.500L15 3.500l3.500 3.500L7.500 18zM12.500 6l3.500 3.500"/>`
	case Trash:
		return `<path d="M4 6h14M8 6V3h6v3M5.500 6l1 13h9l1-13M9.500 10v5M12.500 10v5"/>`
	case Reply:
		return `<path d="M9 4L3 10l6 6M3 10h9c4 0 7 2.500 7 8"/>`
	case Hand:
		return `<path d="M3 6h10M9.500 2.500L13 6 9.500 9.500M19 16H9M12.500 12.500L9 16l3.500 3.500"/>`
	case Refresh:
		return `<path d="M18.500 11a7.500 7.500 0 1 1-2.200-5.300L18.500 8M18.500 3.500V8H14"/>`
	case Cloud:
		return `<path d="M6.500 17a4 4 0 0 1-.3-8 5.500 5.500 0 0 1 10.600 1.300A3.400 3.400 0 0 1 16.500 17z"/>`
	case CloudOff:
		return `<path d="M6.500 17a4 4 0 0 1-.3-8 5.500 5.500 0 0 1 10.600 1.300A3.400 3.400 0 0 1 16.500 17zM3 3l16 16"/>`
	case Download:
		return `<path d="M11 3v11M6 9.500l5 5 5-5M4 19h14"/>`
	case Upload:
		return `<path d="M11 15V4M6 8.500l5-5 5 5M4 19h14"/>`
	case Calendar:
		return `<path d="M3 5h16v14H3zM3 9.500h16M7 2.500V6M15 2.500V6"/>`
	case Snooze:
		return `<path d="M18 13.500A8 8 0 1 1 9 3.500a6.500 6.500 0 0 0 9 10z"/>`
	case Send:
		return `<path d="M3 4l16 7-16 7 3-7zM6 11h7"/>`
	case Globe:
		return `<circle cx="11" cy="11" r="8.5"/><path d="M2.500 11h17M11 2.500c-5 5-5 12 0 17M11 2.500c5 5 5 12 0 17"/>`
	case Copy:
		return `<path d="M7 7h11v12H7zM4 15V3h11"/>`
	case Filter:
		return `<path d="M3 4h16l-6 7.500V18l-4-2v-4.500z"/>`
	case Pause:
		return `<path d="M7 4v14M15 4v14"/>`
	case Play:
		return `<path d="M6 3.500l12 7.500-12 7.500z"/>`
	case Chevron:
		return `<path d="M6 8l5 5 5-5"/>`
	case Undo:
		return `<path d="M7.500 4L3.500 8l4 4M3.500 8H13a5 5 0 0 1 0 10H8"/>`
	case Log:
		return `<path d="M4 4h14v14H4zM8 8h6M8 11h6M8 14h4"/>`
	}
	return marks(name)
}

func marks(name Name) string {
	switch name {
	case DownMark:
		return `<path fill="currentColor" stroke="none" d="M3 6h16l-8 11z"/>`
	case RightMark:
		return `<path fill="currentColor" stroke="none" d="M6 3v16l11-8z"/>`
	case StarMark:
		return `<path fill="currentColor" stroke="none" d="M11 2.500l2.600 5.600 6 .7-4.500 4.100 1.200 6L11 15.900 5.700 18.900l1.200-6L2.400 8.800l6-.7z"/>`
	case FlagMark:
		return `<path fill="currentColor" stroke="none" d="M5 20V3h13l-3 4 3 4H6.500v9z"/>`
	case DotMark:
		return `<circle fill="currentColor" stroke="none" cx="11" cy="11" r="7"/>`
	case AlertMark:
		return `<path fill="currentColor" stroke="none" d="M11 3l9 16H2z"/>`
	}
	return ""
}
