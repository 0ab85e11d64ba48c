package wire

// ExerciseState is how far an exercise of a team is.
type ExerciseState string

// The states. A prepared one can be joined; no message has come yet.
const (
	ExercisePrepared ExerciseState = "prepared"
	ExerciseRunning  ExerciseState = "running"
	ExerciseOver     ExerciseState = "over"
)

// Exercise is what everybody is told of an exercise: where it can be joined, and
// in its own workspace what it is. Times are milliseconds UTC; 0 is not yet.
type Exercise struct {
	ID     string        `json:"id"`
	Title  string        `json:"title"` // of its messages
	Book   string        `json:"book"`  // the title of its playbook
	Leader string        `json:"leader"`
	State  ExerciseState `json:"state"`
	Paused bool          `json:"paused,omitempty"`
	Made   int64         `json:"made"`
	Ended  int64         `json:"ended,omitempty"`
}

// ExercisePlan is what its leader wants of an exercise. Text is the playbook;
// with "" it is the house's own of that hash, a draft too.
type ExercisePlan struct {
	Hash    string `json:"hash"`
	Text    string `json:"text,omitempty"`
	Lang    string `json:"lang"`
	Storm   string `json:"storm"`
	Product string `json:"product,omitempty"`
	Pace    int    `json:"pace"`
}

// ExerciseStatus is how an exercise stands. What is to come is for its leader
// alone. Times are milliseconds UTC; 0 did not come.
type ExerciseStatus struct {
	Exercise
	Pace     int              `json:"pace"`
	Sent     int              `json:"sent"`
	All      int              `json:"all"`
	Elapsed  int64            `json:"elapsed"` // milliseconds of the story
	Coming   []ExerciseComing `json:"coming,omitempty"`
	Members  []string         `json:"members,omitempty"` // who joined, the first first
	Here     []string         `json:"here,omitempty"`    // those of them who are connected
	First    int64            `json:"first,omitempty"`
	Rang     int64            `json:"rang,omitempty"`
	Begun    int64            `json:"begun,omitempty"`
	Ready    int64            `json:"ready,omitempty"`
	Approved int64            `json:"approved,omitempty"`
	Spoke    int64            `json:"spoke,omitempty"`
	Messages int              `json:"messages"`
	Replies  int              `json:"replies"`
	Late     int              `json:"late"`
	Skipped  int              `json:"skipped"`
}

// ExerciseComing is a message that is still to come.
type ExerciseComing struct {
	In   int64  `json:"in"` // milliseconds of the story
	Who  string `json:"who"`
	On   string `json:"on"`
	Name string `json:"name"`
	Text string `json:"text"`
}

// The acts of who leads an exercise.
const (
	ExercisePause = "pause"
	ExerciseGoOn  = "go-on"
	ExercisePace  = "pace"
	ExerciseNext  = "next"
	ExerciseSay   = "say"
	ExerciseEnd   = "end"
)

// ExerciseAct is one of them. Pace goes with "pace", the words with "say".
type ExerciseAct struct {
	Do      string `json:"do"`
	Pace    int    `json:"pace,omitempty"`
	Who     string `json:"who,omitempty"`
	On      string `json:"on,omitempty"`
	Subject string `json:"subject,omitempty"`
	Text    string `json:"text,omitempty"`
}
