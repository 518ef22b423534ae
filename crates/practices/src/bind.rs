//! Binding: names become slots once, at start, or the site is refused.

use indexmap::IndexMap;
use model::{Draft, Kind, RecordType, Site, Slot, TypeIx};

use crate::{
    Behaviour,
    figure::{Does, Figure},
    priority_matrix::PriorityMatrix,
};

/// Why a behaviour cannot be bound.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{of}: behaviour `{behaviour}`: {reason}")]
pub struct BindFault {
    /// The type's key.
    pub of: String,
    /// The behaviour's name.
    pub behaviour: String,
    /// What does not fit.
    pub reason: String,
}

/// All behaviours of a site, by type, in declared order.
#[derive(Debug, Default)]
pub struct Bound(Vec<Vec<Box<dyn Behaviour>>>);

impl Bound {
    /// The behaviours of a type.
    pub fn of(&self, of: TypeIx) -> &[Box<dyn Behaviour>] {
        self.0.get(of.at()).map(Vec::as_slice).unwrap_or_default()
    }
    /// Lets every behaviour of the draft's type settle it.
    pub fn settle(&self, draft: &mut Draft) {
        for it in self.of(draft.record.of) {
            it.settle(draft);
        }
    }
}

/// Binds every behaviour that the site declares.
pub fn bind(site: &Site) -> Result<Bound, BindFault> {
    let of = |of: &RecordType| of.behaviours.iter().map(|(name, params)| one(of, name, params)).collect();
    site.types.iter().map(of).collect::<Result<_, _>>().map(Bound)
}

/// All that is known.
const KNOWN: &str = "priority-matrix, product, ratio, difference, sum";

fn one(of: &RecordType, name: &str, params: &IndexMap<String, String>) -> Result<Box<dyn Behaviour>, BindFault> {
    let params = Params { of, behaviour: name, given: params };
    // A type can have several of one sort: then each has a name of its own and says what it is.
    let sort = params.given.get("is").map_or(name, String::as_str);
    if let Some(does) = Does::find(sort) {
        return Ok(Box::new(Figure::bind(&params, does)?));
    }
    match sort {
        "priority-matrix" => Ok(Box::new(PriorityMatrix::bind(&params)?)),
        _unknown => Err(params.fault(format!("there is no such behaviour; known are: {KNOWN}"))),
    }
}

/// The parameters of a behaviour, as declared.
pub(crate) struct Params<'a> {
    of: &'a RecordType,
    behaviour: &'a str,
    given: &'a IndexMap<String, String>,
}

impl Params<'_> {
    pub(crate) fn fault(&self, reason: String) -> BindFault {
        BindFault { of: self.of.key.clone(), behaviour: self.behaviour.to_owned(), reason }
    }
    /// The text of a parameter.
    pub(crate) fn text(&self, name: &str) -> Result<&str, BindFault> {
        self.given.get(name).map(String::as_str).ok_or_else(|| self.fault(format!("the parameter `{name}` is missing")))
    }
    /// The field that a parameter names.
    pub(crate) fn field(&self, name: &str) -> Result<(Slot, &model::Field), BindFault> {
        let key = self.text(name)?;
        let found = self.of.slot(key).and_then(|slot| Some((slot, self.of.field(slot)?)));
        found.ok_or_else(|| self.fault(format!("there is no field `{key}`")))
    }
    /// Whether a parameter says `true`.
    pub(crate) fn yes(&self, name: &str) -> bool {
        self.given.get(name).is_some_and(|it| it == "true")
    }
    /// The slot of the field that a parameter names, which must be a level; and how many levels it has.
    pub(crate) fn level(&self, name: &str) -> Result<(Slot, usize), BindFault> {
        let key = self.text(name)?;
        let slot = self.of.slot(key).ok_or_else(|| self.fault(format!("there is no field `{key}`")))?;
        let kind = self.of.field(slot).map(|it| &it.kind);
        let Some(Kind::Level(options)) = kind else {
            return Err(self.fault(format!("the field `{key}` is no level")));
        };
        Ok((slot, options.0.len()))
    }
}
