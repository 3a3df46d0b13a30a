# Compiles a cell so that a failure keeps the values that it defines anew (keep.awk), or without that
# where it uses one of them up.
keeping_what_it_can() {
  if ! grep -q '^}} if crate::evcxr_front::has_failed() {' src/lib.rs; then
    "$@"
  elif "$@" 2>.keeping; then
    cat .keeping >&2
  else
    sed 's/^}} if crate::evcxr_front::has_failed() {.*/}}/' src/lib.rs >src/.lib.rs
    mv src/.lib.rs src/lib.rs
    "$@"
  fi
}
