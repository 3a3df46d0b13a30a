#!/bin/sh
# Called by cargo in rustc's place: notes how it compiles a cell, for compile_cell.sh. The first
# line says for which call of cargo that holds, each further line is an argument.
case "$*" in
*" --crate-name ctx "*) { echo "$VAE_KERNEL_CELL"; printf '%s\n' "$@"; } >.cell ;;
esac
exec "$@"
