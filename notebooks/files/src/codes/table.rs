//! Codes as a table of named columns, one row an image.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use vae_core::Result;

use super::{Codes, numbers};

/// Columns of equal length.
pub struct Table {
    columns: Vec<(String, Column)>,
}

enum Column {
    Whole(Vec<i64>),
    Text(Vec<String>),
    Real(Vec<f32>),
}

impl Table {
    pub fn of(codes: &Codes) -> Result<Self> {
        let count = codes.mu.size()[0];
        let mut columns = vec![("image".to_string(), Column::Whole((0..count).collect()))];
        if let Some((labels, names)) = &codes.labels {
            let whole = labels.iter().map(|&label| label.into()).collect();
            columns.push(("label".into(), Column::Whole(whole)));
            let name = |label: &u8| names.get(usize::from(*label)).cloned().unwrap_or_default();
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

    pub fn parquet(&self) -> std::result::Result<Vec<u8>, ParquetError> {
        let fields: String = self
            .columns
            .iter()
            .map(|(name, column)| format!("{} {name};\n", column.kind()))
            .collect();
        let fields = fields.replace("class;", "class (STRING);");
        let schema = parse_message_type(&format!("message codes {{\n{fields}}}"))?;
        let properties = WriterProperties::builder().set_compression(Compression::UNCOMPRESSED);
        let properties = Arc::new(properties.build());
        let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), properties)?;
        let mut group = file.next_row_group()?;
        for (_, column) in &self.columns {
            let Some(mut writer) = group.next_column()? else { break };
            match column {
                Column::Whole(values) => {
                    writer.typed::<Int64Type>().write_batch(values, None, None)?;
                }
                Column::Real(values) => {
                    writer.typed::<FloatType>().write_batch(values, None, None)?;
                }
                Column::Text(values) => {
                    let texts: Vec<ByteArray> =
                        values.iter().map(|text| ByteArray::from(text.as_str())).collect();
                    writer.typed::<ByteArrayType>().write_batch(&texts, None, None)?;
                }
            }
            writer.close()?;
        }
        group.close()?;
        file.into_inner()
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

    fn kind(&self) -> &'static str {
        match self {
            Self::Whole(_) => "required int64",
            Self::Text(_) => "required binary",
            Self::Real(_) => "required float",
        }
    }
}
