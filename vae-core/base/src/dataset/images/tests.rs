//! Batches, subsets, and what is refused.

use super::*;

const SHAPE: ImageShape = ImageShape::grey(1, 2);

fn three() -> Dataset {
    let images = Tensor::from_slice(&[0u8, 255, 51, 102, 153, 204]).view([3, 2]);
    let source = Source::Other("three".into());
    Dataset::new(images, Some(vec![5, 6, 5]), SHAPE, source).unwrap()
}

fn rows(tensor: Tensor) -> Vec<Vec<f32>> {
    tensor.try_into().unwrap()
}

#[test]
fn batches_hold_the_images_asked_for_in_their_order() {
    let batch = three().batch(&[2, 0, 2]).unwrap();
    assert_eq!(rows(batch), [[0.6, 0.8], [0.0, 1.0], [0.6, 0.8]]);
    assert_eq!(rows(three().range(1, 2).unwrap()), [[0.2, 0.4], [0.6, 0.8]]);
    let labels: Vec<i64> = three().label_batch(&[1, 2]).unwrap().try_into().unwrap();
    assert_eq!(labels, [6, 5]);
}

#[test]
fn a_batch_has_the_same_bits_as_a_range() {
    let bytes: Vec<u8> = (0..=255).cycle().take(20 * 77).collect();
    let images = Tensor::from_slice(&bytes).view([20, 77]);
    let shape = ImageShape::grey(7, 11);
    let data = Dataset::new(images, None, shape, Source::Other("levels".into())).unwrap();
    let indices: Vec<i64> = (0..20).collect();
    let batch = data.batch(&indices).unwrap();
    assert!(batch.equal(&data.range(0, 20).unwrap()));
    assert_eq!(data.batch(&[]).unwrap().size(), [0, 77]);
}

#[test]
fn floats_do_not_change_the_bytes() {
    let data = three();
    let _ = data.range(0, 3).unwrap();
    let _ = data.batch(&[0]).unwrap();
    assert_eq!(rows(data.range(0, 1).unwrap()), [[0.0, 1.0]]);
}

#[test]
fn subsets_keep_their_labels_and_source() {
    let last = three().subset(1..3).unwrap();
    assert_eq!((last.len(), last.labels()), (2, Some(&[6, 5][..])));
    assert_eq!(last.classes(), [5, 6]);
    assert_eq!(last.source(), three().source());
    assert_eq!(three().take(1).unwrap().len(), 1);
}

#[test]
fn classes_are_not_counted_by_a_byte() {
    let images = Tensor::zeros([3, 2], (Kind::Uint8, Device::Cpu));
    let labels = vec![70_000, 299, 1 << 40];
    let data = Dataset::new(images, Some(labels), SHAPE, Source::Other("many".into())).unwrap();
    assert_eq!(data.classes(), [299, 70_000, 1 << 40]);
    assert_eq!(data.class_name(70_000), "70000");
    let batch: Vec<i64> = data.label_batch(&[2, 0]).unwrap().try_into().unwrap();
    assert_eq!(batch, [1 << 40, 70_000]);
    assert!(data.to_string().ends_with("3 classes"));
}

#[test]
fn what_is_outside_is_an_error() {
    let data = three();
    assert!(data.batch(&[3]).is_err());
    assert!(data.batch(&[-1]).is_err());
    assert!(data.label_batch(&[3]).is_err());
    assert!(data.range(2, 2).is_err());
    assert!(data.range(usize::MAX, usize::MAX).is_err());
    assert!(data.take(0).is_err());
    assert!(data.take(4).is_err());
    let message = data.subset(7..9).unwrap_err().to_string();
    assert_eq!(message, "images = 7..9: three has images 0 to 2");
}

#[test]
fn tensors_that_are_not_images_are_refused() {
    let new = |images: Tensor, labels| Dataset::new(images, labels, SHAPE, Source::Mnist);
    let bytes = |size: &[i64]| Tensor::zeros(size, (Kind::Uint8, Device::Cpu));
    assert!(new(Tensor::zeros([3, 2], (Kind::Float, Device::Cpu)), None).is_err());
    assert!(new(Tensor::new(), None).is_err());
    assert!(new(bytes(&[3, 3]), None).is_err());
    assert!(new(bytes(&[6]), None).is_err());
    assert!(new(bytes(&[0, 2]), None).is_err());
    assert!(new(bytes(&[3, 2]), Some(vec![1])).is_err());
    let negative = new(bytes(&[3, 2]), Some(vec![1, -1, 2])).unwrap_err().to_string();
    assert_eq!(negative, "label = -1: count classes from 0");
    assert!(new(bytes(&[3, 2]), None).unwrap().label_batch(&[0]).is_err());
}
