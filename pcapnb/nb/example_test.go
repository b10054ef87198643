package nb_test

import "netlab/pcapnb/nb"

// Outside a notebook it says what to do as text.
func ExampleUpload() {
	nb.Upload()
	// Output:
	// To use a capture of your own, put its file into this notebook's folder: drag it into the file list of JupyterLab or into the Explorer of VS Code. Then load it by its name:
	//
	// %%
	// pkts := pcapnb.MustLoad("my.pcap")
	// nb.Show(pkts.Head(5))
}
