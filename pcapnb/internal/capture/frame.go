package capture

import (
	"strings"

	"netlab/pcapnb/internal/dissect"
)

// Frame is the packet of row i as the dissector takes it.
func (c *Capture) Frame(i int) dissect.Frame {
	number := c.First + i + 1
	if c.Opened && i < len(c.Numbers) {
		number = c.Numbers[i]
	}
	f := dissect.Frame{Number: number, Time: c.Time[i], HasTime: c.Has[i]&dissect.HasTime != 0, Link: c.Link(i),
		Length: int(c.Length[i]), Data: c.Bytes(i)}
	if c.Info.Format == "pcapng" {
		f.Interface = &c.frameInterfaces()[c.Iface[i]]
	}
	if len(c.Info.Comments) > 0 {
		if comment := c.Comment(i); comment != "" {
			f.Comments = strings.Split(comment, "\n")
		}
	}
	return f
}

// frameInterfaces numbers the interfaces within their sections, as pcapng does.
func (c *Capture) frameInterfaces() []dissect.Interface {
	c.frames.once.Do(func() {
		section, id := 0, 0
		for i, iface := range c.Info.Interfaces {
			if id++; i == 0 || iface.Section != section {
				section, id = iface.Section, 0
			}
			c.frames.interfaces = append(c.frames.interfaces, dissect.Interface{ID: id, Section: section,
				Name: iface.Name, Named: iface.Named, Description: iface.Description, FCSLen: int(iface.FCSLen)})
		}
	})
	return c.frames.interfaces
}
