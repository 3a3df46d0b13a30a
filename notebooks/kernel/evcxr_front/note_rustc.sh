#!/bin/sh
# Called by cargo in rustc's place. Notes how it compiles a cell, for compile_cell.sh: the first
# line says for which call of cargo that holds, each further line is an argument. Of all other
# crates the name is noted: the front tells the reader what takes so long.
case "$*" in
*" --crate-name ctx "*)
  { echo "$EVCXR_FRONT_CELL"; printf '%s\n' "$@"; } >.cell
  for argument; do # as compile_cell.sh does
    shift
    case $argument in strip=debuginfo) argument=debuginfo=line-tables-only ;; esac
    set -- "$@" "$argument"
  done
  . "${0%/*}/keeping.sh"
  keeping_what_it_can "$@" || exit
  for argument; do
    if [ "$previous" = --out-dir ] && [ -n "$EVCXR_EXECUTION_SO_PATH" ]; then
      . "${0%/*}/tell_library.sh"
      tell_library "$argument"
    fi
    previous=$argument
  done
  exit 0 ;;
*" --crate-name ___ "*) ;; # cargo asks rustc about itself
*" --crate-name "*)
  rest=${*#*--crate-name }
  echo "${rest%% *}" >>"$EVCXR_TMPDIR/compiled" ;;
esac
exec "$@"
