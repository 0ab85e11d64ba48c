package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

// walk visits o and what is drawn in it.
func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	f(o)
	switch o := o.(type) {
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			walk(child, f)
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			walk(child, f)
		}
	}
}

func grid(objs ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVBox(objs...)
}
