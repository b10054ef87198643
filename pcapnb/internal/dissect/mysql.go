package dissect

import "bytes"

func init() { readers["mysql"] = (*Session).mySQL }

// mysqlCommands are the first bytes of requests, MySQL's protocol, text and binary.
var mysqlCommands = [...]string{"SLEEP", "Quit", "Use Database", "Query", "Show Fields", "Create Database", "Drop Database", "Refresh", "Shutdown",
	"Statistics", "Process List", "Connect", "Kill Server Thread", "Dump Debuginfo", "Ping", "Time", "Insert Delayed", "Change User", "Send Binlog",
	"Send Table", "Slave Connect", "Register Slave", "Prepare Statement", "Execute Statement", "Send BLOB", "Close Statement", "Reset Statement",
	"Set Option", "Fetch Data", "Daemon", "Send Binlog GTID", "Reset Connection"}

// mysqlState says what the next message of a connection is.
type mysqlState uint8

const (
	mysqlBegins   mysqlState = iota // nothing was seen
	mysqlGreeted                    // the client logs in
	mysqlLoggedIn                   // the server accepts it or not
	mysqlSwitched                   // the client proves itself in another way
	mysqlAsked                      // for what is answered in a word
	mysqlTable                      // for rows
	mysqlRows                       // which are coming
)

const (
	mysqlHead    = 4
	mysqlOK      = 0x00
	mysqlEOF     = 0xfe
	mysqlError   = 0xff
	mysqlVersion = "5.5.5-" // which MariaDB puts before its own
)

// mySQL says in the packet list what a message of MySQL is; it has no fields of its own.
func (d *Session) mySQL(t *view) {
	d.namePDU("mysql", "MySQL")
	state := keptOver[mysqlState](d)
	number := d.u8(t, 3)
	body := t.sub(mysqlHead, -1)
	if !d.ok() || body.rep == 0 {
		return
	}
	client := d.tcpPort(d.overTo) == 3306
	switch {
	case !client && *state == mysqlBegins && number == 0:
		*state = mysqlGreeted
		d.mysqlGreeting(&body)
	case !client:
		d.mysqlResponse(&body, state)
	case *state == mysqlGreeted && number == 1:
		d.mysqlLogin(&body, state)
	case *state == mysqlSwitched:
		*state = mysqlLoggedIn
		d.cols.set(d, "Auth Switch Response ")
	default:
		d.mysqlRequest(&body, state)
	}
}

// mysqlText returns the text at off and where it ends, after its zero.
func (d *Session) mysqlText(t *view, off int) (string, int) {
	if !d.need(t, off, 0) {
		return "", off
	}
	i := bytes.IndexByte(t.b[off:], 0)
	if i < 0 {
		return string(t.b[off:]), len(t.b)
	}
	return string(t.b[off : off+i]), off + i + 1
}

// mysqlGreeting says which server it is.
func (d *Session) mysqlGreeting(t *view) {
	version := d.u8(t, 0)
	d.cols.set(d, "Server Greeting ")
	if version == mysqlError {
		d.cols.append(d, " Error ", utoa(d.le(t, 1, 2)), " ")
		return
	}
	text, _ := d.mysqlText(t, 1)
	text = string(bytes.TrimPrefix([]byte(text), []byte(mysqlVersion)))
	d.cols.append(d, " proto=", utoa(version), " version=", formatText([]byte(text)), " ")
}

// mysqlLogin says who logs in and to which database.
func (d *Session) mysqlLogin(t *view, state *mysqlState) {
	const user41, user40, new41, secure, withDatabase, tls = 32, 5, 0x200, 0x8000, 8, 0x800
	capabilities := d.le(t, 0, 2)
	off := user40
	if capabilities&new41 != 0 {
		off = user41
	}
	if capabilities&tls != 0 && t.left(off) == 0 {
		d.cols.set(d, "Response: SSL Handshake user= ")
		return
	}
	*state = mysqlLoggedIn
	user, off := d.mysqlText(t, off)
	d.cols.set(d, "Login Request user=", formatText([]byte(user)), " ")
	if t.left(off) == 0 {
		return
	}
	if capabilities&secure != 0 {
		off += 1 + int(d.u8(t, off))
	} else {
		_, off = d.mysqlText(t, off)
	}
	if capabilities&withDatabase != 0 && t.left(off) > 0 {
		database, _ := d.mysqlText(t, off)
		d.cols.append(d, "db=", formatText([]byte(database)), " ")
	}
}

func (d *Session) mysqlRequest(t *view, state *mysqlState) {
	const query, processes, execute = 3, 10, 23
	command := d.u8(t, 0)
	*state = mysqlAsked
	switch command {
	case query, processes, execute:
		*state = mysqlTable
	}
	if int(command) < len(mysqlCommands) {
		d.cols.set(d, "Request ", mysqlCommands[command])
	} else {
		d.cols.set(d, "Request Unknown (", utoa(command), ") ")
	}
}

// mysqlResponse tells what answers in a word from what begins a table. Of its rows nothing is said.
func (d *Session) mysqlResponse(t *view, state *mysqlState) {
	first := d.u8(t, 0)
	d.cols.set(d, "Response ")
	switch {
	case first == mysqlError:
		d.cols.append(d, " Error ", utoa(d.le(t, 1, 2)), " ")
	case first == mysqlEOF && *state == mysqlLoggedIn:
		*state = mysqlSwitched
		d.cols.set(d, "Auth Switch Request ")
	case first == mysqlOK && *state != mysqlRows:
		d.cols.append(d, " OK ")
	case first != mysqlEOF && *state == mysqlTable:
		*state = mysqlRows
		d.cols.append(d, "TABULAR ")
		d.cols.setFence()
	}
}
