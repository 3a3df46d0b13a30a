//! The operations of a pickle, on a stack of places.

use std::collections::HashMap;

use super::{Place, Value};

/// An entry of the stack.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Entry {
    Value(Place),
    Mark,
}

pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    values: Vec<Value>,
    stack: Vec<Entry>,
    memo: HashMap<u32, Place>,
}

impl<'a> Reader<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, values: Vec::new(), stack: Vec::new(), memo: HashMap::new() }
    }

    /// Where the next operation stands.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// Does one operation: false for one that is not known, none for a damaged one.
    pub(super) fn step(&mut self, operation: u8) -> Option<bool> {
        match operation {
            0x80 => drop(self.byte()?),           // PROTO
            0x95 => drop(self.take(8)?),          // FRAME
            b'(' => self.stack.push(Entry::Mark), // MARK
            b'N' => self.push(Value::Nothing),    // NONE
            0x88 => self.push(Value::Whole(1)),   // NEWTRUE
            0x89 => self.push(Value::Whole(0)),   // NEWFALSE
            b'K' => self.whole::<1>()?,           // BININT1
            b'M' => self.whole::<2>()?,           // BININT2
            b'J' => {
                // BININT
                let bytes = *self.take(4)?.first_chunk()?;
                self.push(Value::Whole(i32::from_le_bytes(bytes).into()));
            }
            0x8a => self.long()?, // LONG1
            b'G' => {
                self.take(8)?; // BINFLOAT
                self.push(Value::Opaque);
            }
            b'X' => self.text::<4>()?,                   // BINUNICODE
            0x8c => self.text::<1>()?,                   // SHORT_BINUNICODE
            0x8d => self.text::<8>()?,                   // BINUNICODE8
            b'C' => self.opaque_bytes::<1>()?,           // SHORT_BINBYTES
            b'B' => self.opaque_bytes::<4>()?,           // BINBYTES
            b'U' => self.text::<1>()?,                   // SHORT_BINSTRING
            b'}' => self.push(Value::Pairs(Vec::new())), // EMPTY_DICT
            b']' | b')' | 0x8f => self.push(Value::Several(Vec::new())), // EMPTY_LIST, _TUPLE, _SET
            0x85 => self.tuple(1)?,                      // TUPLE1
            0x86 => self.tuple(2)?,                      // TUPLE2
            0x87 => self.tuple(3)?,                      // TUPLE3
            b't' | b'l' => {
                let places = self.since_mark()?; // TUPLE, LIST
                self.push(Value::Several(places));
            }
            b'd' => {
                let places = self.since_mark()?; // DICT
                self.push(Value::Pairs(pairs(&places)?));
            }
            b'a' => self.append(1)?, // APPEND
            b'e' | 0x90 => {
                let places = self.since_mark()?; // APPENDS, ADDITEMS
                self.extend(&places)?;
            }
            b's' => {
                let value = self.pop()?; // SETITEM
                let key = self.pop()?;
                self.insert(vec![(key, value)])?;
            }
            b'u' => {
                let places = self.since_mark()?; // SETITEMS
                self.insert(pairs(&places)?)?;
            }
            b'q' => self.remember::<1>()?, // BINPUT
            b'r' => self.remember::<4>()?, // LONG_BINPUT
            0x94 => {
                let (key, place) = (self.memo.len() as u32, self.peek()?); // MEMOIZE
                self.memo.insert(key, place);
            }
            b'h' => self.recall::<1>()?, // BINGET
            b'j' => self.recall::<4>()?, // LONG_BINGET
            b'c' => {
                let (module, name) = (self.line()?, self.line()?); // GLOBAL
                self.push(Value::Name(format!("{module}.{name}")));
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?); // STACK_GLOBAL
                let both = [self.text_at(module)?, self.text_at(name)?];
                self.push(Value::Name(both.join(".")));
            }
            b'R' | 0x81 => {
                let (arguments, name) = (self.pop()?, self.pop()?); // REDUCE, NEWOBJ
                let made = match &self.values[name] {
                    Value::Name(known) if known == "collections.OrderedDict" => {
                        Value::Pairs(Vec::new())
                    }
                    _ => Value::Call { name, arguments },
                };
                self.push(made);
            }
            b'b' => drop(self.pop()?), // BUILD: what it would set is of no use here
            b'Q' => {
                let description = self.pop()?; // BINPERSID
                self.push(Value::Persistent(description));
            }
            b'0' => drop(self.pop()?), // POP
            _ => return Some(false),
        }
        Some(true)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let end = self.at.checked_add(count)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// A number of `N` bytes, little-endian and not negative.
    fn size<const N: usize>(&mut self) -> Option<usize> {
        let bytes = self.take(N)?;
        let size = bytes.iter().rev().fold(0_u64, |n, &byte| n << 8 | u64::from(byte));
        usize::try_from(size).ok()
    }

    fn line(&mut self) -> Option<String> {
        let rest = self.bytes.get(self.at..)?;
        let length = rest.iter().position(|&byte| byte == b'\n')?;
        let line = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.at += length + 1;
        Some(line)
    }

    fn push(&mut self, value: Value) {
        self.values.push(value);
        self.stack.push(Entry::Value(self.values.len() - 1));
    }

    pub(super) fn pop(&mut self) -> Option<Place> {
        match self.stack.pop()? {
            Entry::Value(place) => Some(place),
            Entry::Mark => None,
        }
    }

    fn peek(&self) -> Option<Place> {
        match self.stack.last()? {
            Entry::Value(place) => Some(*place),
            Entry::Mark => None,
        }
    }

    fn since_mark(&mut self) -> Option<Vec<Place>> {
        let mark = self.stack.iter().rposition(|entry| *entry == Entry::Mark)?;
        let above = self.stack.split_off(mark);
        let place = |entry: &Entry| match entry {
            Entry::Value(place) => Some(*place),
            Entry::Mark => None,
        };
        above[1..].iter().map(place).collect()
    }

    fn text_at(&self, place: Place) -> Option<String> {
        match &self.values[place] {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    fn whole<const N: usize>(&mut self) -> Option<()> {
        let number = self.size::<N>()?;
        self.push(Value::Whole(number as i64));
        Some(())
    }

    /// An integer of any length; one of more than eight bytes is of no use here.
    fn long(&mut self) -> Option<()> {
        let length = usize::from(self.byte()?);
        let bytes = self.take(length)?;
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut eight = if negative { [0xff; 8] } else { [0; 8] };
        let fits = length <= 8;
        if fits {
            eight[..length].copy_from_slice(bytes);
        }
        self.push(if fits { Value::Whole(i64::from_le_bytes(eight)) } else { Value::Opaque });
        Some(())
    }

    fn text<const N: usize>(&mut self) -> Option<()> {
        let length = self.size::<N>()?;
        let text = String::from_utf8_lossy(self.take(length)?).into_owned();
        self.push(Value::Text(text));
        Some(())
    }

    fn opaque_bytes<const N: usize>(&mut self) -> Option<()> {
        let length = self.size::<N>()?;
        self.take(length)?;
        self.push(Value::Opaque);
        Some(())
    }

    fn tuple(&mut self, count: usize) -> Option<()> {
        let mut places: Vec<Place> = (0..count).map(|_| self.pop()).collect::<Option<_>>()?;
        places.reverse();
        self.push(Value::Several(places));
        Some(())
    }

    fn append(&mut self, count: usize) -> Option<()> {
        let places: Vec<Place> = (0..count).map(|_| self.pop()).collect::<Option<_>>()?;
        self.extend(&places)
    }

    fn extend(&mut self, places: &[Place]) -> Option<()> {
        let target = self.peek()?;
        if let Value::Several(several) = &mut self.values[target] {
            several.extend(places);
        }
        Some(())
    }

    /// Pairs for a dictionary; an object that was to be made by a call keeps none.
    fn insert(&mut self, new: Vec<(Place, Place)>) -> Option<()> {
        let target = self.peek()?;
        if let Value::Pairs(pairs) = &mut self.values[target] {
            pairs.extend(new);
        }
        Some(())
    }

    fn remember<const N: usize>(&mut self) -> Option<()> {
        let (key, place) = (self.size::<N>()? as u32, self.peek()?);
        self.memo.insert(key, place);
        Some(())
    }

    fn recall<const N: usize>(&mut self) -> Option<()> {
        let key = self.size::<N>()? as u32;
        let place = *self.memo.get(&key)?;
        self.stack.push(Entry::Value(place));
        Some(())
    }
}

fn pairs(places: &[Place]) -> Option<Vec<(Place, Place)>> {
    let (pairs, rest) = places.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|&[key, value]| (key, value)).collect())
}
