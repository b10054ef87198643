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
cd "$GONB_TMP_DIR"
go mod edit -module=notebook -require=netlab@v0.0.0 -replace=netlab="$top"
