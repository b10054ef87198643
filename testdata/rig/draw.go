//go:build linux

package main

import (
	"flag"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
)

// draw writes a picture: hills in the evening, or the plan of a machine.
func draw(args []string) error {
	flags := flag.NewFlagSet("draw", flag.ExitOnError)
	width := flags.Int("w", 480, "width in pixels")
	height := flags.Int("h", 320, "height in pixels")
	grain := flags.Int("grain", 6, "film grain: more of it makes a larger file")
	plan := flags.Bool("plan", false, "draw the plan instead of the hills")
	seed := flags.Uint64("seed", 1, "seed of hills and grain")
	flags.Parse(args)

	canvas := image.NewNRGBA(image.Rect(0, 0, *width, *height))
	dice := rand.New(rand.NewPCG(*seed, 7))
	if *plan {
		drawPlan(canvas)
	} else {
		drawHills(canvas, dice)
	}
	addGrain(canvas, *grain, dice)
	out, err := os.Create(flags.Arg(0))
	if err != nil {
		return err
	}
	defer out.Close()
	return png.Encode(out, canvas)
}

func drawHills(canvas *image.NRGBA, dice *rand.Rand) {
	w, h := canvas.Rect.Dx(), canvas.Rect.Dy()
	for y := range h {
		t := float64(y) / float64(h)
		for x := range w {
			canvas.SetNRGBA(x, y, color.NRGBA{uint8(250 - 90*t), uint8(170 - 60*t), uint8(110 + 60*t), 255})
		}
	}
	disc(canvas, w*7/10, h/3, h/9, color.NRGBA{255, 236, 190, 255})
	for layer := range 4 {
		base, phase := float64(h)*(0.5+0.12*float64(layer)), dice.Float64()*6
		shade := color.NRGBA{uint8(110 - 25*layer), uint8(80 - 15*layer), uint8(120 - 20*layer), 255}
		for x := range w {
			u := float64(x) / float64(w) * (5 + float64(layer))
			top := base + float64(h)*(0.06*math.Sin(u+phase)+0.025*math.Sin(3.1*u+2*phase))
			for y := int(top); y < h; y++ {
				canvas.SetNRGBA(x, y, shade)
			}
		}
	}
}

func drawPlan(canvas *image.NRGBA) {
	w, h := canvas.Rect.Dx(), canvas.Rect.Dy()
	paper, ink := color.NRGBA{24, 58, 110, 255}, color.NRGBA{225, 235, 250, 255}
	faint := color.NRGBA{50, 86, 140, 255}
	for y := range h {
		for x := range w {
			canvas.SetNRGBA(x, y, paper)
			if x%20 == 0 || y%20 == 0 {
				canvas.SetNRGBA(x, y, faint)
			}
		}
	}
	cx, cy, r := w*2/5, h/2, h*3/10
	for a := 0.0; a < 2*math.Pi; a += 0.0005 {
		// A gear: the radius rises and falls steeply at each of eighteen teeth.
		tooth := 1.06 + 0.06*max(-1, min(1, 6*math.Sin(18*a)))
		dot(canvas, cx, cy, a, float64(r)*tooth, ink)
		dot(canvas, cx, cy, a, float64(r)*0.35, ink)
		dot(canvas, cx, cy, a, float64(r)*0.75, ink)
		dot(canvas, w*4/5, cy, a, float64(r)*0.45, ink)
	}
	for x := w / 20; x < w*19/20; x++ {
		if x%24 < 16 {
			canvas.SetNRGBA(x, cy, ink)
		}
	}
	words(canvas, w/20, h/14, 4, "PROTOTYPE R7", ink)
	words(canvas, w/20, h*12/13, 2, "CONFIDENTIAL - DO NOT COPY", ink)
}

// dot sets a thick point at an angle and a distance.
func dot(canvas *image.NRGBA, cx, cy int, angle, radius float64, ink color.NRGBA) {
	x, y := cx+int(radius*math.Cos(angle)), cy+int(radius*math.Sin(angle))
	canvas.SetNRGBA(x, y, ink)
	canvas.SetNRGBA(x+1, y, ink)
}

func disc(canvas *image.NRGBA, cx, cy, r int, ink color.NRGBA) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			if x*x+y*y <= r*r {
				canvas.SetNRGBA(cx+x, cy+y, ink)
			}
		}
	}
}

// letters hold the rows of each letter, five bits a row.
var letters = map[rune][7]byte{
	'A': {14, 17, 17, 31, 17, 17, 17}, 'C': {14, 17, 16, 16, 16, 17, 14}, 'D': {30, 17, 17, 17, 17, 17, 30},
	'E': {31, 16, 16, 30, 16, 16, 31}, 'F': {31, 16, 16, 30, 16, 16, 16}, 'I': {14, 4, 4, 4, 4, 4, 14},
	'L': {16, 16, 16, 16, 16, 16, 31}, 'N': {17, 25, 21, 21, 19, 17, 17}, 'O': {14, 17, 17, 17, 17, 17, 14},
	'P': {30, 17, 17, 30, 16, 16, 16}, 'R': {30, 17, 17, 30, 20, 18, 17}, 'T': {31, 4, 4, 4, 4, 4, 4},
	'Y': {17, 17, 10, 4, 4, 4, 4}, '7': {31, 1, 2, 4, 4, 8, 8}, '-': {0, 0, 0, 14, 0, 0, 0},
}

func words(canvas *image.NRGBA, x, y, size int, text string, ink color.NRGBA) {
	for _, letter := range text {
		for row, bits := range letters[letter] {
			for column := range 5 * size {
				if bits>>(4-column/size)&1 == 1 {
					for k := range size {
						canvas.SetNRGBA(x+column, y+row*size+k, ink)
					}
				}
			}
		}
		x += 6 * size
	}
}

// addGrain makes every pixel a little lighter or darker.
func addGrain(canvas *image.NRGBA, grain int, dice *rand.Rand) {
	if grain < 1 {
		return
	}
	for i := range canvas.Pix {
		if i%4 == 3 {
			continue // opacity
		}
		v := int(canvas.Pix[i]) + dice.IntN(grain) - grain/2
		canvas.Pix[i] = uint8(max(0, min(255, v)))
	}
}
