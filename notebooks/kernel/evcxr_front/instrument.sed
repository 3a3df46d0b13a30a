# Calls the module of cell.rs where evcxr's generated code begins a cell, reports a failed `?` and
# reports a panic. No line is added, so that rustc's and evcxr's line numbers stay true.
/^pub extern "C" fn run_user_code_[0-9]*($/,/{$/ s/{$/{ let _front = crate::evcxr_front::begin(); if crate::evcxr_front::is_stopped() { return evcxr_variable_store; }/
/^ *impl<T: .*> From<T> for EvcxrUserCodeError {$/,/^ *EvcxrUserCodeError {}$/ {
  s/fn from(error: T)/#[track_caller] fn from(error: T)/
  s/eprintln!(\("[^"]*"\), error);/crate::evcxr_front::failed(\&::std::format!(\1, error), ::std::any::type_name::<T>());/
}
s/^    println!("EVCXR_PANIC_NOTIFICATION");$/    crate::evcxr_front::panicked();&/
