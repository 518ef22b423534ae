//! A case while it is being read, and the event in it that is.

use crate::log::{Attributes, Case, Event, Fault, Lost, Names, case, moment::short};

use super::tokens::{Attribute, Tag};

/// The most events of one case.
pub(super) const MOST_EVENTS: usize = 100_000;
/// The most attributes of one event or case.
pub(super) const MOST_ATTRIBUTES: usize = 1_000;
/// The most bytes of one attribute's text.
pub(super) const LONGEST_TEXT: usize = 64 * 1024;

/// A case being read.
#[derive(Debug)]
pub(super) struct OpenCase {
    line: u64,
    attributes: Attributes,
    events: Vec<Event>,
    event: Option<OpenEvent>,
    path: Vec<Option<String>>,
    faults: Vec<Fault>,
    refused: usize,
}

#[derive(Debug)]
struct OpenEvent {
    line: u64,
    attributes: Attributes,
    bad: Option<Fault>,
}

impl OpenCase {
    pub(super) fn new(line: u64) -> Self {
        Self { line, attributes: vec![], events: vec![], event: None, path: vec![], faults: vec![], refused: 0 }
    }

    /// An element begins inside the case.
    pub(super) fn opened(&mut self, line: u64, tag: Tag, attribute: Attribute) {
        if tag == Tag::Event && self.event.is_none() && self.path.is_empty() {
            self.event = Some(OpenEvent { line, attributes: vec![], bad: None });
            return;
        }
        let key = match tag {
            Tag::Attribute => self.take(line, attribute),
            Tag::Event | Tag::Trace | Tag::Log => {
                self.complain(Fault::new(line, "an event or a case inside an event: only attributes belong here"));
                None
            }
            Tag::Values | Tag::Other => None,
        };
        self.path.push(key);
    }

    /// Takes in an attribute and says what it is called.
    fn take(&mut self, line: u64, attribute: Attribute) -> Option<String> {
        let called = attribute.key.as_deref().unwrap_or_default();
        let fault = match (&attribute.bad, &attribute.key, &attribute.value) {
            (Some(bad), ..) => Some(format!("attribute `{}` can't be read: {bad}", short(called))),
            (None, None, Some(_)) => Some("an attribute has no key".to_owned()),
            (None, _, Some(value)) if value.len() > LONGEST_TEXT || called.len() > LONGEST_TEXT => {
                Some(format!("attribute `{}` is longer than {LONGEST_TEXT} bytes", short(called)))
            }
            (None, ..) => None,
        };
        if let Some(reason) = fault {
            self.complain(Fault::new(line, reason));
            return None;
        }
        let (Some(key), Some(value)) = (attribute.key.clone(), attribute.value) else { return attribute.key };
        let outer = self.path.iter().flatten().map(|outer| format!("{outer}/"));
        let name: String = outer.chain([key]).collect();
        let into = self.event.as_mut().map_or(&mut self.attributes, |event| &mut event.attributes);
        if into.len() < MOST_ATTRIBUTES {
            into.push((name, value));
        } else {
            self.complain(Fault::new(line, format!("there are more than {MOST_ATTRIBUTES} attributes")));
        }
        attribute.key
    }

    /// Of an event the first fault counts, for it leaves out the event; of a case each.
    fn complain(&mut self, fault: Fault) {
        match &mut self.event {
            Some(event) => drop(event.bad.get_or_insert(fault)),
            None => self.faults.push(fault),
        }
    }

    /// An element ends; tells whether it was the case itself.
    pub(super) fn closed(&mut self, names: &Names) -> bool {
        if self.path.pop().is_some() {
            return false;
        }
        let Some(event) = self.event.take() else { return true };
        match event.finish(names) {
            Ok(_) if self.events.len() >= MOST_EVENTS => self.refused += 1,
            Ok(event) => self.events.push(event),
            Err(fault) => self.faults.push(fault),
        }
        false
    }

    /// The case and its faults, now that it is whole.
    pub(super) fn finish(self, names: &Names) -> (Vec<Fault>, Option<Case>) {
        let mut faults = self.faults;
        let Some(key) = case::text(&self.attributes, &names.case).map(str::to_owned) else {
            let reason =
                format!("this case has no `{}`: it and its {} events are left out", names.case, self.events.len());
            faults.push(Fault::new(self.line, reason));
            return (faults, None);
        };
        let reason = if self.refused > 0 {
            format!("case `{}` has more than {MOST_EVENTS} events and is left out", short(&key))
        } else if self.events.is_empty() {
            format!("case `{}` has no readable event and is left out", short(&key))
        } else {
            return (faults, Some(Case { key, line: self.line, attributes: self.attributes, events: self.events }));
        };
        faults.push(Fault::new(self.line, reason));
        (faults, None)
    }

    /// What is lost of it when the reading ends here.
    pub(super) fn lose(self, names: &Names) -> (Vec<Fault>, Lost) {
        let key = case::text(&self.attributes, &names.case).map(str::to_owned);
        (self.faults, Lost { key, line: self.line, events: self.events.len() })
    }
}

impl OpenEvent {
    fn finish(self, names: &Names) -> Result<Event, Fault> {
        if let Some(fault) = self.bad {
            return Err(Fault { line: fault.line, reason: format!("{}; the event is left out", fault.reason) });
        }
        let fault = |reason: &str| Fault::new(self.line, format!("{reason}; the event is left out"));
        let Some(at) = case::text(&self.attributes, &names.at) else {
            return Err(fault(&format!("this event has no `{}`", names.at)));
        };
        let at = names.moments.read(at).map_err(|reason| fault(&reason))?;
        Ok(Event { line: self.line, at, attributes: self.attributes })
    }
}
