//! The names that files and the command line have for choices.

/// Gives an enum of choices a name each, to be written and read by.
macro_rules! names {
    ($type:ident, $field:literal, $remedy:literal: $($variant:ident = $name:literal),+) => {
        /// The name that the command line takes.
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(match self { $(Self::$variant => $name),+ })
            }
        }

        impl std::str::FromStr for $type {
            type Err = vae_base::Error;

            fn from_str(name: &str) -> vae_base::Result<Self> {
                match name {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(vae_base::Error::config($field, name, $remedy)),
                }
            }
        }
    };
}
pub(crate) use names;

/// Whether a setting is what it is without being named, so that files need not name it.
pub(crate) fn is_default<T: Default + PartialEq>(setting: &T) -> bool {
    *setting == T::default()
}
