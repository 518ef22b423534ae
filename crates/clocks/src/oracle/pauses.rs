//! A clock with pauses against the oracle: what is counted is the open time less the set of all pauses.

use std::sync::Arc;

use base::Span;
use proptest::{collection, prelude::*};

use super::{
    Count, Draft, GRID_MINUTES, Scene, drafts,
    laws::{config, spans},
    open_minutes,
    scenes::minutes,
};
use crate::{ClockState, Kind, Pause, Terms, glance, phases, read};

/// Open minutes outside all pauses.
fn unpaused(scene: &Scene, draft: &Draft, pauses: &[(usize, usize)]) -> Count {
    let mut open = open_minutes(scene, draft);
    for (from, until) in pauses {
        open[*from..*until].fill(false);
    }
    Count::from_open(&open)
}

fn written(scene: &Scene, pauses: &[(usize, usize)]) -> Vec<Pause> {
    let pause = |(from, until): &(usize, usize)| Pause {
        from: scene.at(*from),
        until: Some(scene.at(*until)),
        reason: "waits for the requester".to_owned(),
    };
    pauses.iter().map(pause).collect()
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn pausing_in_any_order_counts_the_open_time_less_all_pauses(
        (scene, draft) in drafts(),
        (start, now) in spans(),
        pauses in collection::vec(spans(), 0..5),
        target in 1_u32..2000,
    ) {
        let count = unpaused(scene, &draft, &pauses);
        let terms = Terms::new(Arc::new(draft.calendar(scene)), Span::from_mins(i64::from(target)));
        let mut course = phases(scene.at(start), &written(scene, &pauses), None);
        let reading = read(&terms, &course, scene.at(now));
        prop_assert_eq!(reading.elapsed, Span::from_mins(i64::from(count.between(start, now))));
        prop_assert_eq!(reading.left, reading.target.minus(reading.elapsed));
        let counted = reading.segments.iter().filter(|piece| piece.kind == Kind::Counted);
        prop_assert_eq!(counted.fold(Span::ZERO, |sum, piece| sum.plus(piece.length())), reading.elapsed);

        let past = pauses.iter().all(|(_, until)| *until <= now);
        let due = count.earliest(start, target);
        if due.is_some_and(|due| due < now) {
            prop_assert_eq!(reading.state, ClockState::Missed);
        }
        if let Some(due) = due.filter(|due| past || *due <= now) {
            prop_assert_eq!(reading.due, Some(scene.at(due)));
        }

        course.reverse();
        prop_assert_eq!(read(&terms, &course, scene.at(now)), reading.clone());
        let mut turned = written(scene, &pauses);
        turned.reverse();
        let again = glance(&terms, &phases(scene.at(start), &turned, None), scene.at(now));
        prop_assert_eq!((again.elapsed, again.due, again.state), (reading.elapsed, reading.due, reading.state));
    }

    #[test]
    fn a_pause_in_open_time_pushes_the_due_time_out((scene, draft) in drafts(), (start, from) in spans()) {
        let calendar = Arc::new(draft.calendar(scene));
        let until = from + 90;
        let terms = Terms::new(calendar, minutes(GRID_MINUTES));
        let plain = glance(&terms, &phases(scene.at(start), &[], None), scene.at(until));
        let paused = phases(scene.at(start), &written(scene, &[(from, until)]), None);
        let paused = glance(&terms, &paused, scene.at(until));
        let lost = Count::of(scene, &draft).between(from, until);
        prop_assert_eq!(plain.elapsed.minus(paused.elapsed), Span::from_mins(i64::from(lost)));
        prop_assert!(paused.due >= plain.due);
        prop_assert_eq!(paused.due == plain.due, lost == 0);
    }
}
