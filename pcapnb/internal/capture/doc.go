// Package capture loads capture files into columns: everything between a file on disk and the packets that package pcapnb
// shows. It knows no table and no field.
//
// The way of a packet: [Load] (load.go) opens each file or takes it from the cache (cache.go); the loader (loader.go)
// hands batches of records, which capfile finds, to a decoder for each processor (decode.go), which fills rows of
// [Columns] with the codes of dictionaries (dict.go); assemble.go reads fragments again, as datagrams; merge.go joins the
// captures of several files. [Scan] decodes batch by batch in memory that does not grow with the file.
package capture
