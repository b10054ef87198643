// Package tshark asks Wireshark's command tshark, where it is installed, for what this module does not know itself.
//
//  1. [Find] finds the program. The environment variable PCAPNB_TSHARK names another than the one in PATH, or says off.
//  2. [Program.Lookup] tells whether it knows a field. What it does not know is never passed to it.
//  3. [Program.Read] has it dissect a capture and yields the fields' texts, frame by frame.
//
// Captures are hostile, and a notebook must give the same everywhere: so tshark is run without a shell, in an empty folder
// that is its home, without anybody's preferences, profiles, plugins and Lua scripts, with times in UTC, and looks no name up.
// It ends with the process that started it.
package tshark
