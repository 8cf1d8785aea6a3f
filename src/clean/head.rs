//! In: the weights that training found, as a model file has them. Out: linear heads, whose scores are dot products.
//!
//! A file is JSON: `format` 1, and for each head its `intercept` and `weights`, one a column. A file whose columns are
//! not those of this program, or that holds a number that is not finite, is refused.

use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::sparse::CsrMatrix;

/// Sparse rows, as columns and values.
pub(super) type Rows = Vec<Vec<(u32, f32)>>;

/// A linear decision function.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// What is added to every score.
    pub intercept: f64,
    /// One weight a column.
    pub weights: Vec<f64>,
}

#[cfg(feature = "html")]
impl Head {
    pub(super) fn scores(&self, rows: &Rows) -> Vec<f64> {
        let weight = |column: u32| self.weights.get(column as usize).copied().unwrap_or(0.0);
        let score = |row: &Vec<(u32, f32)>| row.iter().map(|&(column, value)| f64::from(value) * weight(column)).sum::<f64>();
        rows.iter().map(|row| self.intercept + score(row)).collect()
    }
}

/// A model that is nothing but heads.
pub(super) trait Heads: DeserializeOwned {
    /// What it is called, such as `line model`.
    const NAME: &str;
    /// The example that trains it.
    const TRAINER: &str;

    fn format(&self) -> u32;

    /// Each head, with the columns that it has to have.
    fn heads(&self) -> Vec<(&Head, usize)>;
}

/// Reads a model file.
pub(super) fn read<M: Heads>(bytes: &[u8]) -> Result<M> {
    let (name, trainer) = (M::NAME, M::TRAINER);
    let bad = |text: String| Error::new(ErrorKind::ModelFile, format!("{text}; train it anew with examples/{trainer}.rs"));
    let model: M = serde_json::from_slice(bytes).map_err(|e| bad(format!("no {name}: {e}")))?;
    if model.format() != 1 {
        return Err(bad(format!("a {name} of format {}, not 1", model.format())));
    }
    for (head, columns) in model.heads() {
        if head.weights.len() != columns {
            return Err(bad(format!("{} weights for {columns} columns", head.weights.len())));
        }
        if !head.weights.iter().chain([&head.intercept]).all(|w| w.is_finite()) {
            return Err(bad("a weight is not finite".to_owned()));
        }
    }
    Ok(model)
}

/// The rows, as training takes them.
pub(super) fn matrix(rows: &Rows, columns: usize) -> CsrMatrix {
    let mut matrix = CsrMatrix::new(columns);
    rows.iter().for_each(|row| matrix.push_row(row.iter().copied()));
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::line_model::LineModel;

    fn damaged_ones_are_refused<M: Heads>(good: &str) {
        assert!(read::<M>(good.as_bytes()).is_ok());
        let bad = [
            String::new(),
            "{}".to_owned(),
            good.replacen("\"format\":1", "\"format\":2", 1),
            good.replacen("\"weights\":[", "\"weights\":[0.5,", 1),
            good.replacen("\"weights\":[", "\"weights\":[1e999,", 1),
            good.replacen("\"intercept\"", "\"slope\"", 1),
            good[..good.len() / 2].to_owned(),
        ];
        for text in bad {
            let error = read::<M>(text.as_bytes()).err().expect("damaged");
            assert!(error.to_string().contains("train it anew"), "{error}");
        }
    }

    #[test]
    fn damaged_models_are_refused() {
        damaged_ones_are_refused::<LineModel>(include_str!("../../models/lines.json"));
        #[cfg(feature = "html")]
        damaged_ones_are_refused::<crate::clean::block_model::BlockModel>(include_str!("../../models/blocks.json"));
    }
}
