//! The losses that the thesis prints, to the decimals that it prints.

/// (epoch, mean training loss of that epoch in nats per image).
pub type Losses = &'static [(usize, f64)];

pub const MNIST_Z2: Losses =
    &[(1, 177.767873), (10, 143.696704), (20, 139.802531), (40, 136.943999), (50, 135.980511)];

pub const MNIST_Z10: Losses =
    &[(1, 147.226382), (10, 104.356407), (20, 100.918969), (40, 98.265996), (50, 97.528469)];

pub const MNIST_Z50: Losses =
    &[(1, 161.469195), (10, 103.025157), (20, 99.912300), (40, 97.802639), (50, 97.214724)];

pub const MNIST_Z20: Losses =
    &[(1, 148.805110), (10, 101.593139), (20, 98.604531), (40, 96.426431), (50, 95.786946)];

/// Frey Faces with two dimensions up to epoch 1,000, with twenty after it.
const FREY: &[(usize, f64)] = &[
    (100, 350.949242),
    (200, 350.168257),
    (300, 350.033113),
    (400, 350.139278),
    (500, 349.059999),
    (600, 348.961367),
    (700, 348.312843),
    (800, 348.081236),
    (900, 347.903923),
    (1_000, 347.798731),
    (2_000, 347.669384),
    (3_000, 347.504955),
    (4_000, 347.014309),
    (5_000, 346.750311),
];

pub const FREY_SHORT: Losses = FREY.split_at(10).0;

/// At epochs 100 and 1,000 the thesis prints for twenty dimensions what it prints for two, to six
/// decimals.
pub const FREY_LONG: Losses = &[FREY[0], FREY[9], FREY[10], FREY[11], FREY[12], FREY[13]];

/// Both, for a run that might be either.
pub const FREY_BOTH: Losses = FREY;
