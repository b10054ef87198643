package talk

import "netlab/pcapnb/table"

// Rows of these kinds show as their lists do, however they come to a table: by TableOf, in Rows, with further columns.
func init() {
	table.Register(table.RowKind[Conversation]{Noun: "conversation", Table: func(rows []Conversation) *table.Table { return ConversationList(rows).Table() }})
	table.Register(table.RowKind[Endpoint]{Noun: "endpoint", Table: func(rows []Endpoint) *table.Table { return EndpointList(rows).Table() }})
	table.Register(table.RowKind[Server]{Noun: "server", Table: func(rows []Server) *table.Table { return ServerList(rows).Table() }})
	table.Register(table.RowKind[Fan]{Noun: "fan", Table: func(rows []Fan) *table.Table { return FanList(rows).Table() }})
	table.Register(table.RowKind[Beat]{Noun: "beat", Table: func(rows []Beat) *table.Table { return BeatList(rows).Table() }})
	table.Register(table.RowKind[Request]{Noun: "request"})
	table.Register(table.RowKind[Message]{Noun: "message"})
	table.Register(table.RowKind[Segment]{Noun: "segment"})
}
