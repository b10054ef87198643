#!/bin/sh
# Makes the cells of a GoNB kernel see this checkout: their module gets the
# checkout's requirements and, beside them, the checkout itself. Our own kernel
# runs this when it starts. In a stock GoNB kernel it is the first cell:
#
#	!*sh "$GONB_DIR/attach.sh"
set -eu

# The checkout is the one that holds the notebook, else the one that started
# Jupyter.
top=$GONB_DIR
until grep -qsx 'module netlab' "$top/go.mod"; do
	if [ "$top" = / ]; then
		top=${NETLAB_CHECKOUT:?"no checkout of netlab above $GONB_DIR"}
		break
	fi
	top=$(dirname "$top")
done

cat "$top/go.mod" >"$GONB_TMP_DIR/go.mod"
cat "$top/go.sum" >"$GONB_TMP_DIR/go.sum"
set -- -replace=netlab="$top"
# Of the checkout's nested modules it learns where they lie and no more: Go puts
# one of them into the module when a cell imports it, and reads nothing of it before.
for mod in "$top"/pcapnb/*/go.mod; do
	[ -e "$mod" ] || continue
	dir=$(dirname "$mod")
	cat "$dir/go.sum" >>"$GONB_TMP_DIR/go.sum"
	set -- "$@" -replace="netlab/pcapnb/${dir##*/}=$dir"
done
cd "$GONB_TMP_DIR"
go mod edit -module=notebook -require=netlab@v0.0.0 "$@"
