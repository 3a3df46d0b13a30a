//! The terms of an objective, by name.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Sums or means of an objective's terms, in its order: `reconstruction` and `kl` of the ELBO.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Terms(Vec<(String, f64)>);

impl Terms {
    /// The two of the ELBO, as costs: −log p(x|z) and KL(q(z|x) ‖ p(z)).
    pub fn elbo(reconstruction: f64, kl: f64) -> Self {
        Self::from_iter([("reconstruction".to_string(), reconstruction), ("kl".to_string(), kl)])
    }

    /// The term of a name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.iter().find(|term| term.0 == name).map(|term| term.1)
    }

    /// Name and value of each.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, value)| (name.as_str(), *value))
    }

    /// Their names, as tables and lines show them.
    pub fn labels(&self) -> Vec<String> {
        let label = |name: &str| match name {
            "kl" => "KL".to_string(),
            name => name.replace('_', " "),
        };
        self.iter().map(|(name, _)| label(name)).collect()
    }

    /// The sum of all.
    pub fn sum(&self) -> f64 {
        self.0.iter().map(|term| term.1).sum()
    }

    /// Each value times `factor`.
    pub fn times(&self, factor: f64) -> Self {
        self.0.iter().map(|(name, value)| (name.clone(), value * factor)).collect()
    }

    /// Adds the terms of another batch to sums.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.0.is_empty() {
            self.0.clone_from(&other.0);
            return;
        }
        for ((_, sum), (_, value)) in self.0.iter_mut().zip(&other.0) {
            *sum += value;
        }
    }

    /// A term that is not finite, if there is one.
    pub(crate) fn first_non_finite(&self) -> Option<(&str, f64)> {
        self.iter().find(|term| !term.1.is_finite())
    }
}

impl FromIterator<(String, f64)> for Terms {
    fn from_iter<I: IntoIterator<Item = (String, f64)>>(terms: I) -> Self {
        Self(terms.into_iter().collect())
    }
}

impl Serialize for Terms {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Terms {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder)
    }
}

struct InOrder;

impl<'de> Visitor<'de> for InOrder {
    type Value = Terms;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("numbers by name")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Terms, M::Error> {
        let mut terms = Vec::new();
        while let Some(entry) = map.next_entry()? {
            terms.push(entry);
        }
        Ok(Terms(terms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_scale_add_up_and_have_names() {
        let mut sums = Terms::default();
        sums.add(&Terms::elbo(3.0, 1.0));
        sums.add(&Terms::elbo(4.0, 2.0));
        assert_eq!(sums, Terms::elbo(7.0, 3.0));
        assert_eq!(sums.times(0.5), Terms::elbo(3.5, 1.5));
        assert_eq!((sums.sum(), sums.get("kl"), sums.get("KL")), (10.0, Some(3.0), None));
        assert_eq!(sums.labels(), ["reconstruction", "KL"]);
    }

    #[test]
    fn the_first_that_is_not_finite_is_named() {
        assert_eq!(Terms::elbo(1.0, 2.0).first_non_finite(), None);
        assert_eq!(Terms::elbo(1.0, f64::INFINITY).first_non_finite().unwrap().0, "kl");
        assert_eq!(Terms::elbo(f64::NAN, f64::NAN).first_non_finite().unwrap().0, "reconstruction");
    }
}
