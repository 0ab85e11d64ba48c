package sample

import ("testing";"time";"math/rand/v2";"fmt")

func TestDump(t *testing.T) {
	now := time.Date(2026,3,12,14,20,0,0,time.UTC)
	t0:=time.Now()
	l, err := Write(rand.New(rand.NewPCG(1871,1)), now, 1200)
	if err!=nil {t.Fatal(err)}
	t.Log(time.Since(t0))
	kinds:=map[string]int{}; turns:=map[int]int{}; langs:=map[string]int{}; texts:=map[string]int{}; dir:=map[string]int{}
	for _,e:=range l { turns[len(e.Messages)]++; for _,u:=range e.Messages{kinds[string(u.Message.Kind)]++; langs[u.Message.Language]++; dir[string(u.Message.Direction)]++; if u.Message.Direction=="in"{texts[u.Message.Text]++}}}
	fmt.Println(kinds,turns,langs,dir,len(l))
	for k,v:=range texts { if v>2 {fmt.Println(v,k)}}
	for i:=0;i<len(l);i+=9 { e:=l[i]; fmt.Println("-----",e.Account[24:],e.Theme,e.Language); for _,u:=range e.Messages{ m:=u.Message; fmt.Println(m.SentAt.Format("Mon 02/01 15:04"),m.Direction,m.Author.Handle,"|",m.Subject,"|",m.Text)}}
}
