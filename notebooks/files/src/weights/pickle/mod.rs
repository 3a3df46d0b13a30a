//! A reader of the pickles in PyTorch's files: a short list of operations on plain values, in
//! which no name is looked up and nothing is called.
//!
//! Values lie in one list and name each other by their places there, so that a value that is
//! named many times is there once.

mod reader;

use reader::Reader;

/// A place among the values.
pub type Place = usize;

/// A value of a pickle.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Nothing,
    Whole(i64),
    Text(String),
    /// Tuples, lists and sets.
    Several(Vec<Place>),
    Pairs(Vec<(Place, Place)>),
    /// `torch._utils._rebuild_tensor_v2`: a name, never looked up.
    Name(String),
    /// What a name was to be called with.
    Call {
        name: Place,
        arguments: Place,
    },
    /// What lies outside the pickle, by its description: a tensor's numbers.
    Persistent(Place),
    /// Anything else: a number that is no integer, bytes, an object of somebody's class.
    Opaque,
}

/// What a pickle turned out to hold.
#[derive(Debug)]
pub struct Pickle {
    values: Vec<Value>,
    top: Place,
}

impl Pickle {
    pub fn top(&self) -> &Value {
        &self.values[self.top]
    }

    pub fn at(&self, place: Place) -> &Value {
        self.values.get(place).unwrap_or(&Value::Opaque)
    }

    pub fn text(&self, place: Place) -> Option<&str> {
        match self.at(place) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn whole(&self, place: Place) -> Option<i64> {
        match self.at(place) {
            Value::Whole(n) => Some(*n),
            _ => None,
        }
    }

    pub fn several(&self, place: Place) -> Option<&[Place]> {
        match self.at(place) {
            Value::Several(places) => Some(places),
            _ => None,
        }
    }
}

/// What is wrong, and at which byte.
pub type Refusal = (usize, String);

/// Reads a pickle of protocol 2 to 5.
pub fn parse(bytes: &[u8]) -> Result<Pickle, Refusal> {
    let mut reader = Reader::of(bytes);
    loop {
        let start = reader.at();
        let refused = |problem: &str| (start, problem.to_string());
        let operation = reader.byte().ok_or_else(|| refused("the pickle ends without its end"))?;
        if operation == b'.' {
            let top = reader.pop().ok_or_else(|| refused("the pickle holds nothing"))?;
            return Ok(Pickle { values: reader.into_values(), top });
        }
        match reader.step(operation) {
            Some(true) => {}
            Some(false) => {
                let problem = format!("an operation of pickle that is not read, {operation:#04x}");
                return Err((start, problem));
            }
            None => return Err(refused("the pickle is damaged")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_is_read() {
        // pickle.dumps({"a": [1, 300, -1]}, 2)
        let bytes = b"\x80\x02}q\x00X\x01\x00\x00\x00aq\x01]q\x02(K\x01M,\x01J\xff\xff\xff\xffes.";
        let pickle = parse(bytes).unwrap();
        let Value::Pairs(pairs) = pickle.top() else { panic!("{:?}", pickle.top()) };
        assert_eq!(pickle.text(pairs[0].0), Some("a"));
        let numbers = pickle.several(pairs[0].1).unwrap();
        let numbers: Vec<_> = numbers.iter().map(|&place| pickle.whole(place)).collect();
        assert_eq!(numbers, [Some(1), Some(300), Some(-1)]);
    }

    #[test]
    fn nothing_is_called() {
        // What os.system("true") would be.
        let pickle = parse(b"\x80\x02cos\nsystem\nX\x04\x00\x00\x00true\x85R.").unwrap();
        let Value::Call { name, .. } = pickle.top() else { panic!("{:?}", pickle.top()) };
        assert_eq!(pickle.at(*name), &Value::Name("os.system".into()));
    }

    #[test]
    fn what_is_not_on_the_list_is_refused() {
        for bytes in [&b"\x80\x02i."[..], b"\x80\x02P1\n.", b"\x80\x02\x82\x01."] {
            assert!(parse(bytes).unwrap_err().1.contains("not read"));
        }
        for bytes in [&b""[..], b".", b"(.", b"t.", b"h\x00.", b"X\xff\xff\xff\xffa.", b"(NNNd."] {
            assert!(parse(bytes).is_err(), "{bytes:?}");
        }
    }
}
