package dissect

// mailslot dissects what is written to a mailslot, MS-MAIL section 2.2.1.
func (d *Session) mailslot(name string, data *view) {
	d.cols.setProto(d, "SMB Mailslot")
	d.cols.set(d, "Write Mail Slot")
	d.data(data)
}
