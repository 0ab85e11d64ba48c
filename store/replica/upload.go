package replica

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"vigie/store/wire"
)

// partSize is how much of a file goes at once.
const partSize = 1 << 20

// Upload brings a file in parts, from where an earlier try broke off.
func (h *HTTP) Upload(ctx context.Context, sha256 string, open func() (File, error)) error {
	from, whole, err := h.offset(ctx, sha256)
	if err != nil || whole {
		return err
	}
	f, err := open()
	if err != nil {
		return err
	}
	defer f.Close()
	total, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	for from < total {
		if _, err := f.Seek(from, io.SeekStart); err != nil {
			return err
		}
		part := make([]byte, min(partSize, total-from))
		if _, err := io.ReadFull(f, part); err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		if from, err = h.part(ctx, sha256, part, from, total); err != nil {
			return err
		}
	}
	return nil
}

// offset asks how much of a file the server has.
func (h *HTTP) offset(ctx context.Context, sha256 string) (from int64, whole bool, err error) {
	res, err := h.do(ctx, call{method: http.MethodHead, path: "/v1/blobs/" + sha256, signed: true, accept: []int{http.StatusNotFound}})
	if err != nil {
		return 0, false, err
	}
	defer res.Body.Close()
	if res.StatusCode < 300 {
		return 0, true, nil
	}
	if text := res.Header.Get("Upload-Offset"); text != "" {
		if from, err = strconv.ParseInt(text, 10, 64); err != nil || from < 0 {
			return 0, false, fmt.Errorf("the server's offset is %q", text)
		}
	}
	return from, false, nil
}

// part sends a part and gives where the next one begins: where the server says,
// when it has another idea of how much is there.
func (h *HTTP) part(ctx context.Context, sha256 string, part []byte, from, total int64) (int64, error) {
	to := from + int64(len(part))
	res, err := h.do(ctx, call{method: http.MethodPut, path: "/v1/blobs/" + sha256, body: part, signed: true, header: map[string]string{
		"Content-Type": "application/octet-stream", "Content-Range": fmt.Sprintf("bytes %d-%d/%d", from, to-1, total),
	}})
	var p *wire.Problem
	if errors.As(err, &p) && p.Code == wire.CodeGap && p.Want != from && p.Want >= 0 && p.Want <= total {
		return p.Want, nil
	}
	if err != nil {
		return from, err
	}
	return to, res.Body.Close()
}

// Download gives a file that hangs on a message, a draft or a reply ("message",
// "draft", "outbox"). The caller closes it and checks its hash: it may be cut.
func (h *HTTP) Download(ctx context.Context, sha256, on, id string) (io.ReadCloser, error) {
	res, err := h.do(ctx, call{
		method: http.MethodGet, path: "/v1/blobs/" + sha256 + "?on=" + url.QueryEscape(on) + "&id=" + url.QueryEscape(id), signed: true,
		header: map[string]string{"Accept-Encoding": "identity"},
	})
	if err != nil {
		return nil, err
	}
	return res.Body, nil
}

// Raw gives a message as it came.
func (h *HTTP) Raw(ctx context.Context, message string) ([]byte, error) {
	res, err := h.do(ctx, call{method: http.MethodGet, path: "/v1/messages/" + url.PathEscape(message) + "/raw", signed: true})
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	in, done, err := h.expand(res)
	if err != nil {
		return nil, err
	}
	defer done()
	return io.ReadAll(io.LimitReader(in, mostAnswer))
}
