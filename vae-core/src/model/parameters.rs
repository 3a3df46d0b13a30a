//! One walk over all parameters: names, saving, devices, precision and gradients follow from it.

use tch::Tensor;
use vae_base::Result;

/// Parameters by name, always in the same order.
pub type Named<'a> = Vec<(String, &'a Tensor)>;

/// The names put below `prefix`: `encoder.hidden1.weight`.
pub fn below<'a>(prefix: &str, named: Named<'a>) -> Named<'a> {
    let prefixed = named.into_iter();
    prefixed.map(|(name, t)| (format!("{prefix}.{name}"), t)).collect()
}

/// Replaces the numbers of every parameter by what `new` makes of its name and old value, which
/// may lie on another device or be of another precision. Handles on the parameter see it too.
pub(crate) fn replace(
    named: &Named,
    mut new: impl FnMut(&str, &Tensor) -> Result<Tensor>,
) -> Result<()> {
    let _no_graph = tch::no_grad_guard();
    for (name, parameter) in named {
        let value = new(name, &parameter.f_detach()?)?;
        parameter.shallow_clone().f_set_data(&value)?;
    }
    Ok(())
}
