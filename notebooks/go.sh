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
	# Linking is most of what a cell costs; without symbols it takes half.
	exec go "$command" -mod=mod "-ldflags=-s -w" "$@"
	;;
*)
	exec go "$@"
	;;
esac
