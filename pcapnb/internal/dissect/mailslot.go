package dissect

import "strings"

// mailslot dissects what is written to a mailslot, MS-MAIL section 2.2.1.
func (d *Session) mailslot(name string, data *view) {
	d.cols.setProto(d, "SMB Mailslot")
	if data.rep == 0 {
		d.cols.set(d, "Interim reply")
		return
	}
	d.cols.set(d, "Write Mail Slot")
	switch {
	case name == `\MAILSLOT\BROWSE`:
		d.browser(data)
	case strings.HasPrefix(name, `\MAILSLOT\NET\`):
		d.layerName("smb_netlogon")
		d.cols.setProto(d, "SMB_NETLOGON")
		d.netlogon(data)
	default:
		d.data(data)
	}
}

// Frames of the browser service, MS-BRWS section 2.2.
const (
	browserHost     = 1
	browserRequest  = 2
	browserElection = 8
	browserDomain   = 12
	browserLocal    = 15
)

func browserName(n uint64) string {
	switch n {
	case browserHost:
		return "Host Announcement"
	case browserRequest:
		return "Request Announcement"
	case browserElection:
		return "Browser Election Request"
	case 9:
		return "Get Backup List Request"
	case 10:
		return "Get Backup List Response"
	case 11:
		return "Become Backup Browser"
	case browserDomain:
		return "Domain/Workgroup Announcement"
	case 13:
		return "Master Announcement"
	case 14:
		return "Reset Browser State Announcement"
	case browserLocal:
		return "Local Master Announcement"
	}
	return "Unknown command:" + hexText(n, 2)
}

// browser dissects an announcement of a server or a question of another one.
func (d *Session) browser(t *view) {
	around := d.current
	d.current = "BROWSER"
	d.cols.setProto(d, "BROWSER")
	d.cols.clear(d)
	if !d.reaches(fBrowser, t, 1) {
		return
	}
	d.begin(fBrowser, t, len(t.b))
	command := d.uint(fBrowserCommand, t, 0, 1)
	d.cols.set(d, browserName(command))
	switch command {
	case browserHost, browserDomain, browserLocal:
		d.leSlots(t, 1, slot{fBrowserUpdateCount, 1}, slot{fBrowserPeriod, 4})
		name := d.stringTo0(fBrowserServer, t, 6, 16)
		d.cols.append(d, " ", formatText(name))
		d.need(t, 22, 2)
		d.slots(t, 22, slot{fBrowserOsMajor, 1}, slot{fBrowserOsMinor, 1})
		d.serverTypes(d.leUint(fBrowserServerType, t, 24, 4))
	case browserElection:
		d.stringTo0(fBrowserServer, t, 14, t.left(14))
	case browserRequest:
		name := upTo0(d.slice(t, 2, t.left(2)))
		d.asciiBytes(fBrowserResponseComputerName, t, 2, len(name), name)
		d.cols.append(d, " ", formatText(name))
	}
	if d.ok() {
		d.current = around
	}
}

// serverTypes shows what a server is, MS-RAP section 2.2.5.
func (d *Session) serverTypes(n uint64) {
	names := [...]string{"Workstation", "Server", "SQL Server", "Domain Controller", "Backup Controller", "Time Source", "Apple Server", "Novell Server",
		"Domain Member Server", "Print Queue Server", "Dialin Server", "Xenix Server", "NT Workstation", "Windows for Workgroups", "", "NT Server",
		"Potential Browser", "Backup Browser", "Master Browser", "Domain Master Browser", "OSF", "VMS", "Windows 95 or above", "DFS server",
		30: "Local List Only", 31: "Domain Enum"}
	for i, name := range names {
		if n>>i&1 == 0 {
			continue
		}
		if name == "" {
			name = "Unknown server type:" + utoa(i)
		}
		d.cols.append(d, ", ", name)
	}
}

// netlogon shows what is asked of a domain controller, MS-ADTS section 6.3.1.
func (d *Session) netlogon(t *view) {
	const query = 7
	switch command := d.u8(t, 0); command {
	case query:
		d.cols.set(d, "Query for PDC from ", formatText(upTo0(d.slice(t, 2, t.left(2)))))
	case 18:
		d.cols.set(d, "SAM LOGON request from client")
	}
}
