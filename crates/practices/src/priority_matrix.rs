//! Impact x urgency -> priority.

use model::{Draft, RecordType, Slot, Value};

use crate::{
    Behaviour,
    bind::{BindFault, Params},
};

/// The grid: one row per impact level, one column per urgency level.
#[derive(Debug)]
pub(crate) struct PriorityMatrix {
    impact: Slot,
    urgency: Slot,
    priority: Slot,
    grid: Vec<Vec<i64>>,
}

impl PriorityMatrix {
    pub(crate) fn bind(params: &Params<'_>) -> Result<Self, BindFault> {
        let ((impact, rows), (urgency, columns)) = (params.level("impact")?, params.level("urgency")?);
        let (priority, most) = params.level("priority")?;
        let read = |row: &str| row.split_whitespace().map(str::parse).collect::<Result<Vec<i64>, _>>();
        let grid: Vec<Vec<i64>> = params
            .text("grid")?
            .split('/')
            .map(read)
            .collect::<Result<_, _>>()
            .map_err(|fault| params.fault(format!("the grid holds something that is no number: {fault}")))?;
        if grid.len() != rows || grid.iter().any(|it| it.len() != columns) {
            return Err(params.fault(format!("the grid must have {rows} rows of {columns} numbers, parted by `/`")));
        }
        let fits = |it: &i64| usize::try_from(*it).is_ok_and(|it| (1..=most).contains(&it));
        if !grid.iter().flatten().all(fits) {
            return Err(params.fault(format!("the grid may hold 1 to {most} only")));
        }
        Ok(Self { impact, urgency, priority, grid })
    }

    fn priority(&self, draft: &Draft) -> Option<i64> {
        let at = |slot: Slot| draft.record.get(slot).number().and_then(|it| usize::try_from(it).ok()?.checked_sub(1));
        self.grid.get(at(self.impact)?)?.get(at(self.urgency)?).copied()
    }
}

impl Behaviour for PriorityMatrix {
    fn settle(&self, draft: &mut Draft) {
        if let Some(priority) = self.priority(draft) {
            draft.set(self.priority, Value::Int(priority));
        }
    }
    fn sentence(&self, of: &RecordType) -> String {
        let title = |slot| of.field(slot).map(|it| it.title.clone()).unwrap_or_default();
        format!("{} follows from {} and {}.", title(self.priority), title(self.impact), title(self.urgency))
    }
}

#[cfg(test)]
mod tests {
    use base::RecordId;
    use indexmap::IndexMap;
    use model::{Field, Kind, Opt, Options, Record, RecordType, Sight, Site, StateIx, TypeIx};

    use super::*;

    fn level(key: &str, most: usize) -> Field {
        let options = (1..=most).map(|n| Opt { key: format!("l{n}"), title: format!("Level {n}") }).collect();
        Field {
            key: key.into(),
            title: key.into(),
            help: String::new(),
            kind: Kind::Level(Options(options)),
            header: None,
            is_computed: false,
            is_declared: true,
            sight: Sight::Open,
            is_searched: false,
            declared_at: String::new(),
        }
    }

    fn site(grid: &str) -> Site {
        let params = [("impact", "impact"), ("urgency", "urgency"), ("priority", "priority"), ("grid", grid)];
        let params: IndexMap<String, String> = params.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
        let of = RecordType {
            key: "incident".into(),
            title: String::new(),
            plural: String::new(),
            prefix: "INC".into(),
            practice: model::PracticeIx(0),
            ix: TypeIx(0),
            fields: vec![level("impact", 2), level("urgency", 2), level("priority", 4)],
            lifecycle: model::Lifecycle::default(),
            scopes: vec![],
            place: None,
            parent: None,
            behaviours: vec![("priority-matrix".into(), params)],
            activities: vec![],
            icon: String::new(),
            answers: None,
            list: vec![],
            needs: vec![],
            declared_at: String::new(),
        };
        Site { types: vec![of], ..Site::default() }
    }

    #[test]
    fn the_grid_decides_and_an_empty_level_leaves_the_priority_alone() {
        let site = site("1 2 / 3 4");
        let bound = crate::bind(&site).unwrap();
        let record = Record::new(&site.types[0], RecordId::new(1), "INC-1".into(), StateIx(0));
        let mut draft = Draft::of(record);
        bound.settle(&mut draft);
        assert_eq!(*draft.record.get(Slot(2)), Value::Empty);
        draft.set(Slot(0), Value::Int(2));
        draft.set(Slot(1), Value::Int(1));
        bound.settle(&mut draft);
        assert_eq!(*draft.record.get(Slot(2)), Value::Int(3));
    }

    #[test]
    fn a_grid_that_does_not_fit_stops_the_start() {
        for (grid, reason) in [("1 2", "2 rows of 2"), ("1 2 / 3 9", "1 to 4"), ("1 2 / 3 x", "no number")] {
            let fault = crate::bind(&site(grid)).unwrap_err();
            assert!(fault.reason.contains(reason), "{fault}");
        }
    }
}
