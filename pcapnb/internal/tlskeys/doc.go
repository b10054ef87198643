// Package tlskeys opens the records of TLS whose secrets are known: from a key log, as browsers write one where SSLKEYLOGFILE
// says and Wireshark's preference tls.keylog_file names, or from the secrets blocks of a pcapng file. Versions are TLS 1.0
// to 1.3. Suites are those of AES with GCM, CCM or CBC, ChaCha20-Poly1305, 3DES, RC4 and NULL; not those of Camellia, ARIA
// and the like. Secrets stay in memory: nothing here writes one.
package tlskeys
