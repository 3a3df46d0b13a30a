# A cell that defines a variable anew takes the old value, and evcxr drops it when the cell fails. Here
# the failed cell puts it back into evcxr's store, from where the front defines it again. That does
# not compile where the cell uses the old value up: compile_cell.sh then does without.
/^let .* = evcxr_variable_store\.take_variable::</ {
  name = $0; sub(/^let (mut )?/, "", name); sub(/ = evcxr_variable_store\..*/, "", name)
  type = $0; sub(/^[^<]*</, "", type); sub(/>\(stringify!\([^()]*\)\);$/, "", type)
  taken[name] = type
}
/^evcxr_variable_store\.put_variable::</ {
  name = $0; sub(/^.*>\(stringify!\(/, "", name); sub(/\).*/, "", name)
  put[name] = is_after
}
{ line[NR] = $0 }
/^ *crate::evcxr_front::panicked\(\);/ { is_after = 1 }
/^}}$/ && is_after && !end { end = NR }
END {
  for (name in taken)
    if (end && name in put && !put[name])
      keep = keep " evcxr_variable_store.put_variable::<" taken[name] ">(stringify!(" name "), " name ");"
  if (keep) line[end] = "}} if crate::evcxr_front::has_failed() {" keep " }"
  for (n = 1; n <= NR; n++) print line[n]
}
