package plots

import (
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"
)

// An outlined canvas draws text as the outlines of its letters. gonum/plot's own PDF text knows only the characters of
// Windows 1252, takes UTF-8 for them, and has no bold.
type outlined struct{ vg.Canvas }

// FillString fills the outlines of a text's letters.
func (c outlined) FillString(face plotfont.Face, pt vg.Point, text string) {
	var buf sfnt.Buffer
	units := fixed.Int26_6(face.Face.UnitsPerEm())
	scale := face.Font.Size / vg.Length(units)
	var path vg.Path
	last := sfnt.GlyphIndex(0)
	for i, r := range text {
		glyph, err := face.Face.GlyphIndex(&buf, r)
		if err != nil {
			continue
		}
		if i > 0 {
			if kern, err := face.Face.Kern(&buf, last, glyph, units, font.HintingNone); err == nil {
				pt.X += vg.Length(kern) * scale
			}
		}
		if segments, err := face.Face.LoadGlyph(&buf, glyph, units, nil); err == nil {
			path = appendGlyph(path, segments, pt, scale)
		}
		if advance, err := face.Face.GlyphAdvance(&buf, glyph, units, font.HintingNone); err == nil {
			pt.X += vg.Length(advance) * scale
		}
		last = glyph
	}
	if len(path) > 0 {
		c.Fill(path)
	}
}

// appendGlyph adds one letter's outline, with its origin at pt.
func appendGlyph(path vg.Path, segments sfnt.Segments, pt vg.Point, scale vg.Length) vg.Path {
	at := func(p fixed.Point26_6) vg.Point {
		return vg.Point{X: pt.X + vg.Length(p.X)*scale, Y: pt.Y - vg.Length(p.Y)*scale}
	}
	for i, s := range segments {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				path.Close()
			}
			path.Move(at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			path.Line(at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			path.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			path.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	if len(segments) > 0 {
		path.Close()
	}
	return path
}
