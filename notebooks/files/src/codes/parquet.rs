//! A table in Parquet's format, in one group of rows, not compressed.

use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::table::{Column, Table};

impl Table {
    /// The bytes of a file.
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
}

impl Column {
    fn kind(&self) -> &'static str {
        match self {
            Self::Whole(_) => "required int64",
            Self::Text(_) => "required binary",
            Self::Real(_) => "required float",
        }
    }
}
