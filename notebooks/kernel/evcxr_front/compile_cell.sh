# Compiles a cell without cargo, by the command that cargo ran for the cell before: to find out
# that no dependency has changed takes cargo a tenth of a second. Anything else is left to cargo:
# another folder, rustc, flags or command, and whatever changes Cargo.toml (:dep, :opt).

compile_cell() {
  while IFS= read -r argument; do
    if [ "$previous" = --out-dir ]; then folder=$argument; fi
    # A cell is new each time: an incremental store costs it more than it brings. Its lines tell
    # where in it a library has panicked.
    case $argument in
    incremental=*) argument=codegen-units=3 ;;
    strip=debuginfo) argument=debuginfo=line-tables-only ;;
    esac
    set -- "$@" "$argument"
    previous=$argument
  done
  rm -f "$folder"/libctx.*  # cargo may have linked it to the library of a cell in use
  export CARGO_MANIFEST_DIR="$PWD"
  keeping_what_it_can "$@" 2>&1 || exit
  tell_library "$folder"
  exit 0
}

if [ -n "$EVCXR_EXECUTION_SO_PATH" ] && [ .cell -nt Cargo.toml ]; then
  {
    IFS= read -r holds_for
    if [ "$holds_for" = "$EVCXR_FRONT_CELL" ]; then compile_cell; fi
  } <.cell
fi
