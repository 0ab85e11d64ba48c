package sample

func stories(w *writer) []Exchange { return nil }
