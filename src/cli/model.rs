//! A path, or none -> a model: that of the file, or the one that comes with the program.

use std::path::Path;

use standpoint::{Model, model_file};

/// Bytes that lie as the numbers of a model want to.
#[repr(C, align(64))]
struct Aligned<T: ?Sized>(T);

/// The model that `train` made of `datasets/articles.csv`.
static SHIPPED: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/news.standpoint"));

/// The model named, or the shipped one.
pub fn open(path: Option<&Path>) -> standpoint::Result<Model> {
    path.map_or_else(|| model_file::from_bytes(&SHIPPED.0), model_file::open)
}
