package guest

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"vigie/inbox/fault"
	"vigie/store/wire"
)

// backPath is where the provider sends the browser back to.
const backPath = "/back"

// SignInByBrowser asks the house's own provider who this is: show opens an
// address in the person's browser, and the answer comes back to a port of this
// computer. It gives what SignIn needs for it.
func SignInByBrowser(ctx context.Context, d Door, show func(address string)) (wire.SignIn, error) {
	state, verifier, err := twoSecrets()
	if err != nil {
		return wire.SignIn{}, err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return wire.SignIn{}, fmt.Errorf("wait for the browser: %w", err)
	}
	back := "http://" + ln.Addr().String() + backPath
	answers := make(chan url.Values, 1)
	server := &http.Server{
		Handler: comesBack(state, answers), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second,
		WriteTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10,
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ln) // always http.ErrServerClosed
	}()
	defer func() {
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		if server.Shutdown(late) != nil {
			_ = server.Close()
		}
		<-done
	}()
	address, err := Provider(ctx, d, back, state, verifier)
	if err != nil {
		return wire.SignIn{}, err
	}
	show(address)
	select {
	case <-ctx.Done():
		return wire.SignIn{}, ctx.Err()
	case q := <-answers:
		if q.Get("code") == "" {
			return wire.SignIn{}, fault.Wrap(errors.New("the provider said "+q.Get("error")), fault.Auth, "fault.sign-in-refused")
		}
		return wire.SignIn{Way: wire.ByOIDC, Code: q.Get("code"), Verifier: verifier, Redirect: back}, nil
	}
}

func twoSecrets() (state, verifier string, err error) {
	raw := make([]byte, 64)
	if _, err := rand.Read(raw); err != nil {
		return "", "", fmt.Errorf("make a secret: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw[:16]), base64.RawURLEncoding.EncodeToString(raw[16:]), nil
}

// comesBack answers the browser. Who does not know the state is not the one
// that was sent, and ends nothing.
func comesBack(state string, answers chan<- url.Values) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if r.URL.Path != backPath || r.Method != http.MethodGet || subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) != 1 {
			http.Error(w, "Vigie", http.StatusBadRequest)
			return
		}
		select {
		case answers <- q:
		default: // it came before: a reloaded page
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		_, _ = fmt.Fprint(w, backPage)
	})
}

// backPage is said in both languages: the browser's is not known to be Vigie's.
const backPage = `<!doctype html><meta charset="utf-8"><title>Vigie</title>
<body style="font:18px/1.6 system-ui,sans-serif;max-width:32em;margin:20vh auto;text-align:center">
<p>C’est fait. Vous pouvez revenir à Vigie et fermer cette page.</p>
<p lang="en">Done. You can go back to Vigie and close this page.</p>`
