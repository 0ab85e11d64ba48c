package letter

func (r *reader) classify() {}

func classOf(f fields, h *Header) Class { return Person }
