#!/bin/sh
# The go command of the notebook kernel, in front of the real one on its PATH.
# GoNB starts a module for each notebook and then runs "go get" and "go build"
# for each cell. Here the module sees the checkout from its first cell, "go get"
# does not ask the network, and what a cell imports is fetched when it is built.
PATH=$NETLAB_GO:$PATH

if [ "$PWD" != "${GONB_TMP_DIR-}" ]; then
	exec go "$@"
fi
case $1${2+ $2} in
"mod init")
	go "$@" && exec sh "${0%/*}/attach.sh"
	;;
get | "get -t")
	echo "go get: nothing to do, a package is fetched when a cell imports it"
	;;
build* | test*)
	command=$1
	shift
	# What a cell costs is compiling and linking. Without symbols and debugging
	# data the link takes half, without inlining the cell's own code compiles in
	# half the time; the packages it imports are inlined and optimised as ever.
	# "minimal" leaves out the formats of gonum/plot that nobody draws in here, the
	# other two the C library, a quarter of such a cell's link. The
	# compiler has little time to collect garbage: GOGC=400 saves it a quarter.
	GOGC=${GOGC:-400} exec go "$command" -mod=mod -tags=minimal,netgo,osusergo "-gcflags=-l -dwarf=false" "-ldflags=-s -w" "$@"
	;;
*)
	exec go "$@"
	;;
esac
