# Tells evcxr where the library of a cell lies: by the name without blanks under which evcxr knows
# its folder, for evcxr's commands to the process of the cells are split at blanks.
tell_library() {
  for library in "$1"/libctx.so "$1"/libctx.dylib; do
    if [ -f "$library" ]; then
      printf %s "$EVCXR_TMPDIR${library#"$(pwd -P)"}" >"$EVCXR_EXECUTION_SO_PATH"
    fi
  done
}
