//! Numbers as text inside a page: their shape, and their bytes in base64.
//!
//! `{"shape": [500, 2], "f16": "…"}`; the browser's side is `js/data.js`.

use std::io::Write;

use base64::Engine;
use flate2::{Compression, write::ZlibEncoder};
use serde_json::{Value, json};
use tch::{Device, Kind, Tensor};

use vae_core::{Error, Result};

/// A layer's weights, `[out, in]`, in 16 bits each: in half precision if they are rounded to it
/// already, as those of our pretrained models, else as whole numbers of −32,767 to 32,767 with one
/// factor a row, which comes closer to them than half precision does. (Measured on the thesis's
/// model trained on MNIST, two latent dimensions, 20,000 codes of the prior: no pixel off by more
/// than 4.4e-4, where half precision is off by up to 1.3e-3, and 8 bits by 0.1.)
pub(super) fn weights(numbers: &Tensor) -> Result<Value> {
    let weights = plain(numbers)?;
    let half = weights.f_to_kind(Kind::Half)?;
    if half.f_to_kind(Kind::Float)?.f_equal(&weights)? {
        let bits = half.f_view_dtype(Kind::Int16)?;
        return Ok(json!({ "shape": weights.size(), "f16": base64(&shorts(&bits)?) }));
    }
    let largest = weights.f_abs()?.f_amax(1_i64, true)?;
    let factor = (largest / 32_767.0).f_clamp_min(f64::from(f32::MIN_POSITIVE))?;
    let whole = (&weights / &factor).f_round()?.f_to_kind(Kind::Int16)?;
    Ok(json!({
        "shape": weights.size(),
        "i16": base64(&shorts(&whole)?),
        "factor": single(&factor.f_view(-1)?)?,
    }))
}

/// In single precision: codes, which must come back as they were.
pub(super) fn single(numbers: &Tensor) -> Result<Value> {
    let values = Vec::<f32>::try_from(&plain(numbers)?.f_view(-1)?)?;
    let bytes: Vec<u8> = values.into_iter().flat_map(f32::to_le_bytes).collect();
    Ok(json!({ "shape": numbers.size(), "f32": base64(&bytes) }))
}

/// As bytes, compressed (zlib): the pixels of images.
pub(super) fn bytes(numbers: &Tensor) -> Result<Value> {
    let values = Vec::<u8>::try_from(&numbers.f_contiguous()?.f_view(-1)?)?;
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory never fails.
    let packed = encoder.write_all(&values).and_then(|()| encoder.finish());
    let packed = packed.map_err(Error::io("compress", std::path::Path::new("pixels")))?;
    Ok(json!({ "shape": numbers.size(), "zlib": base64(&packed) }))
}

/// Pixels in [0, 1] as bytes, for [`bytes`].
pub(super) fn grey(images: &Tensor) -> Result<Tensor> {
    let levels = (plain(images)? * 255.0).f_round()?;
    Ok(levels.f_clamp(0.0, 255.0)?.f_to_kind(Kind::Uint8)?)
}

/// Rounded to half precision, so that [`weights`] takes 16 bits for each.
pub(super) fn half(numbers: &Tensor) -> Result<Value> {
    weights(&numbers.f_to_kind(Kind::Half)?)
}

fn plain(numbers: &Tensor) -> Result<Tensor> {
    let here = numbers.f_detach()?.f_to_device(Device::Cpu)?;
    Ok(here.f_to_kind(Kind::Float)?.f_contiguous()?)
}

fn shorts(numbers: &Tensor) -> Result<Vec<u8>> {
    let values = Vec::<i16>::try_from(&numbers.f_view(-1)?)?;
    Ok(values.into_iter().flat_map(i16::to_le_bytes).collect())
}

pub(super) fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_rounded_to_half_precision_stays_as_it_is() {
        let packed = weights(&Tensor::from_slice(&[1.0_f32, -2.0]).view([2, 1])).unwrap();
        assert_eq!(packed["shape"], json!([2, 1]));
        assert_eq!(packed["f16"], base64(&[0x00, 0x3c, 0x00, 0xc0]));
    }

    #[test]
    fn other_weights_become_whole_numbers_with_a_factor() {
        let t = Tensor::from_slice(&[0.1_f32, -0.05, 0.0, 0.0]).view([2, 2]);
        let packed = weights(&t).unwrap();
        assert_eq!(packed["i16"], base64(&[0xff, 0x7f, 0x00, 0xc0, 0, 0, 0, 0]));
        assert_eq!(packed["factor"]["shape"], json!([2]));
    }

    #[test]
    fn codes_keep_every_bit() {
        let packed = single(&Tensor::from_slice(&[1.0_f32, -2.0])).unwrap();
        assert_eq!(packed["f32"], base64(&[0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]));
    }
}
