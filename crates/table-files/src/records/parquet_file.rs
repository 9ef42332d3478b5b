//! Records as Parquet: the same columns under the same names, nothing optional but what may be blank.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::definitions::Kind;
use super::{Value, describe, fields, records};
use crate::{FileError, Set, about_of};

/// Rows written together.
const ROWS_PER_GROUP: usize = 100_000;

fn schema() -> Result<Arc<Type>, FileError> {
    let columns: Result<Vec<_>, _> = fields()
        .iter()
        .map(|field| {
            let column = match field.kind {
                Kind::Text => Type::primitive_type_builder(field.name, Physical::BYTE_ARRAY)
                    .with_logical_type(Some(LogicalType::String))
                    .with_converted_type(ConvertedType::UTF8),
                Kind::Whole => Type::primitive_type_builder(field.name, Physical::INT64),
                Kind::Decimal => Type::primitive_type_builder(field.name, Physical::DOUBLE),
            };
            column.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
        })
        .collect();
    Ok(Arc::new(Type::group_type_builder("tables").with_fields(columns?).build()?))
}

/// The file as bytes.
///
/// # Errors
/// The writer's own.
pub fn parquet(sets: &[Set<'_>]) -> Result<Vec<u8>, FileError> {
    let told: Vec<KeyValue> = describe(&about_of(sets))
        .into_iter()
        .map(|(name, words)| KeyValue::new(name.to_owned(), Some(words)))
        .collect();
    let properties = WriterProperties::builder().set_key_value_metadata(Some(told)).build();
    let mut writer = SerializedFileWriter::new(Vec::new(), schema()?, Arc::new(properties))?;
    for records in records(sets).chunks(ROWS_PER_GROUP) {
        let mut group = writer.next_row_group()?;
        let mut at = 0;
        while let Some(mut column) = group.next_column()? {
            write_column(column.untyped(), records, at)?;
            column.close()?;
            at += 1;
        }
        group.close()?;
    }
    Ok(writer.into_inner()?)
}

fn write_column(column: &mut ColumnWriter<'_>, records: &[Vec<Value>], at: usize) -> Result<(), FileError> {
    let there = |record: &Vec<Value>| i16::from(record[at] != Value::Blank);
    let levels: Vec<i16> = records.iter().map(there).collect();
    let values = records.iter().map(|record| &record[at]);
    match column {
        ColumnWriter::Int64ColumnWriter(writer) => {
            let whole = |value: &Value| if let Value::Whole(n) = value { Some(*n) } else { None };
            writer.write_batch(&values.filter_map(whole).collect::<Vec<_>>(), Some(&levels), None)?;
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
            let number = |value: &Value| match value {
                Value::Whole(n) => Some(*n as f64),
                Value::Decimal(n) => Some(*n),
                Value::Text(_) | Value::Blank => None,
            };
            writer.write_batch(&values.filter_map(number).collect::<Vec<_>>(), Some(&levels), None)?;
        }
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let words = |value: &Value| match value {
                Value::Text(text) => Some(ByteArray::from(text.as_str())),
                _ => None,
            };
            writer.write_batch(&values.filter_map(words).collect::<Vec<_>>(), Some(&levels), None)?;
        }
        _ => return Err(FileError("a column of a kind that is not written here".to_owned())),
    }
    Ok(())
}
