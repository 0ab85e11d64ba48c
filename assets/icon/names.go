package icon

// The icons by what they show. Those named …Mark are solid, for 8 to 12 px.
const (
	Inbox     Name = "inbox"
	Flag      Name = "flag"
	User      Name = "user"
	Users     Name = "users"
	Bars      Name = "bars"
	Gear      Name = "gear"
	Clock     Name = "clock"
	Clip      Name = "clip"
	Smile     Name = "smile"
	Right     Name = "right"
	Left      Name = "left"
	Check     Name = "check"
	Eye       Name = "eye"
	EyeOff    Name = "eye-off"
	Search    Name = "search"
	Close     Name = "close"
	Plus      Name = "plus"
	Minus     Name = "minus"
	More      Name = "more"
	Info      Name = "info"
	Warning   Name = "warning"
	Error     Name = "error"
	Image     Name = "image"
	File      Name = "file"
	Link      Name = "link"
	Open      Name = "open"
	Lock      Name = "lock"
	Mail      Name = "mail"
	Phone     Name = "phone"
	Bell      Name = "bell"
	BellOff   Name = "bell-off"
	Bolt      Name = "bolt"
	Shield    Name = "shield"
	Tag       Name = "tag"
	Pencil    Name = "pencil"
	Trash     Name = "trash"
	Reply     Name = "reply"
	Hand      Name = "hand-over"
	Refresh   Name = "refresh"
	Cloud     Name = "cloud"
	CloudOff  Name = "cloud-off"
	Download  Name = "download"
	Upload    Name = "upload"
	Calendar  Name = "calendar"
	Snooze    Name = "snooze"
	Send      Name = "send"
	Globe     Name = "globe"
	Copy      Name = "copy"
	Help      Name = "help"
	Filter    Name = "filter"
	Pause     Name = "pause"
	Play      Name = "play"
	Chevron   Name = "chevron"
	Undo      Name = "undo"
	Log       Name = "log"
	DownMark  Name = "down-mark"
	RightMark Name = "right-mark"
	StarMark  Name = "star-mark"
	FlagMark  Name = "flag-mark"
	DotMark   Name = "dot-mark"
	AlertMark Name = "alert-mark"
)

// All lists every icon, in the order of the gallery.
func All() []Name {
	return []Name{
		Inbox, Flag, User, Users, Bars, Gear, Clock, Clip, Smile, Right, Left, Check, Eye, EyeOff, Search, Close, Plus, Minus,
		More, Info, Warning, Error, Image, File, Link, Open, Lock, Mail, Phone, Bell, BellOff, Bolt, Shield, Tag, Pencil, Trash,
		Reply, Hand, Refresh, Cloud, CloudOff, Download, Upload, Calendar, Snooze, Send, Globe, Copy, Help, Filter, Pause, Play,
		Chevron, Undo, Log, DownMark, RightMark, StarMark, FlagMark, DotMark, AlertMark,
	}
}
