//! Codes as a table of named columns, one row an image.

use vae_core::Result;

use super::{Codes, numbers};

/// Columns of equal length.
pub struct Table {
    pub(super) columns: Vec<(String, Column)>,
}

pub(super) enum Column {
    Whole(Vec<i64>),
    Text(Vec<String>),
    Real(Vec<f32>),
}

impl Table {
    pub fn of(codes: &Codes) -> Result<Self> {
        let count = codes.mu.size()[0];
        let mut columns = vec![("image".to_string(), Column::Whole((0..count).collect()))];
        if let Some((labels, names)) = &codes.labels {
            columns.push(("label".into(), Column::Whole(labels.clone())));
            let name = |label: &i64| names.get(label).cloned().unwrap_or_default();
            columns.push(("class".into(), Column::Text(labels.iter().map(name).collect())));
        }
        let tensors = [("mu", Some(&codes.mu)), ("log_var", codes.log_var.as_ref())];
        for (name, tensor) in tensors {
            let Some(tensor) = tensor else { continue };
            for j in 0..tensor.size()[1] {
                let own = numbers(&tensor.f_select(1, j)?)?;
                columns.push((format!("{name}{}", j + 1), Column::Real(own)));
            }
        }
        let (reconstruction, kl) = (numbers(&codes.reconstruction)?, numbers(&codes.kl)?);
        let elbo = reconstruction.iter().zip(&kl).map(|(log_p, kl)| log_p - kl).collect();
        columns.push(("reconstruction".into(), Column::Real(reconstruction)));
        columns.push(("kl".into(), Column::Real(kl)));
        columns.push(("elbo".into(), Column::Real(elbo)));
        Ok(Self { columns })
    }

    /// A line of names, then one for each image; every number so that it comes back as it is.
    pub fn csv(&self) -> std::result::Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(self.columns.iter().map(|(name, _)| name))?;
        for row in 0..self.rows() {
            writer.write_record(self.columns.iter().map(|(_, column)| column.cell(row)))?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    }

    fn rows(&self) -> usize {
        match self.columns.first() {
            Some((_, Column::Whole(values))) => values.len(),
            _ => 0,
        }
    }
}

impl Column {
    fn cell(&self, row: usize) -> String {
        match self {
            Self::Whole(values) => values[row].to_string(),
            Self::Text(values) => values[row].clone(),
            Self::Real(values) => values[row].to_string(),
        }
    }
}
