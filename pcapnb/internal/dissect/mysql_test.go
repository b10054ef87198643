package dissect_test

import "testing"

// mysqlMessage is a message of MySQL whose length goes before its number.
func mysqlMessage(number byte, body string) string {
	return string([]byte{byte(len(body)), byte(len(body) >> 8), 0, number}) + body
}

const (
	mysqlHello = "\x0a5.5.5-10.6.12-MariaDB\x00\x98\x00\x00\x00]E!r<uX8\x00\xff\xf7\x08\x02\x00\x0f\x80\x15\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00Of2c!7dPaCP%\x00mysql_native_password\x00"
	mysqlWho   = "\x0d\xa6\x0f\x00\x00\x00\x00\x01\x21\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	mysqlTLS   = "\x0d\xae\x0f\x00\x00\x00\x00\x01\x21\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	mysqlFine  = "\x00\x00\x00\x02\x00\x00\x00"
)

func mysqlTalks() (frames [][]byte) {
	login := mysqlWho + "root\x00\x14xxxxxxxxxxxxxxxxxxxxtest\x00mysql_native_password\x00"
	lines := []string{"<" + mysqlMessage(0, mysqlHello), mysqlMessage(1, login), "<" + mysqlMessage(2, mysqlFine)}
	for _, command := range "\x00\x01\x02\x03\x05\x06\x07\x08\x0a\x0b\x0c\x0d\x0e\x0f\x10\x13\x14\x19\x1a\x1b\x1c\x1d\x1f\x20\x7f" {
		lines = append(lines, mysqlMessage(0, string(command)+"select 1"), "<"+mysqlMessage(1, mysqlFine))
	}
	const column, end = "\x03def\x00\x00\x00\x11@@version_comment\x00\x0c!\x00\x18\x00\x00\x00\xfd\x00\x00\x1f\x00\x00", "\xfe\x00\x00\x02\x00"
	rows := []string{mysqlMessage(1, "\x01"), mysqlMessage(2, column), mysqlMessage(3, end), mysqlMessage(4, "\x04abcd"), mysqlMessage(5, end)}
	lines = append(lines, mysqlMessage(0, "\x03select 1"))
	whole := "<"
	for _, row := range rows {
		lines = append(lines, "<"+row)
		whole += row
	}
	lines = append(lines, mysqlMessage(0, "\x03select 2"), whole, mysqlMessage(0, "\x03selct"), "<"+mysqlMessage(1, "\xff\x15\x04#28000No"))
	frames = talk(50000, 3306, lines...)
	frames = append(frames, talk(50001, 3306, "<"+mysqlMessage(0, "\xff\x10\x04Too many"))...)
	frames = append(frames, talk(50002, 3306, "<"+mysqlMessage(0, mysqlHello), mysqlMessage(1, mysqlTLS))...)
	return append(frames, talk(50003, 3306, "<"+mysqlMessage(0, mysqlHello), mysqlMessage(1, login), "<"+mysqlMessage(2, "\xfemysql_clear\x00"),
		mysqlMessage(3, "secret\x00"), "<"+mysqlMessage(4, mysqlFine))...)
}

func TestMySQL(t *testing.T) {
	sameAsTshark(t, 1, inOrder(mysqlTalks()...), "tcp", "data", "_ws", "frame.protocols")
}
