//! The whole of a real log: 7,554 incidents of a car maker, by the mapping that comes with Remit.

#[cfg(test)]
mod tests {
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs::File,
        io::Read as _,
        path::{Path, PathBuf},
        sync::LazyLock,
        time::{Duration, Instant},
    };

    use inlets::log::{Fresh, Import, Log, Mapping, Planned, Report, Why};

    const MAPPING: &str = include_str!("../mappings/volvo.toml");

    #[expect(clippy::disallowed_methods, reason = "a test is told by the environment where real data lie")]
    fn real_log() -> File {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let folder = std::env::var("REMIT_TEST_DATA").map_or(here, PathBuf::from);
        let file = File::open(folder.join("volvo-incidents.xes.gz"));
        file.expect("volvo-incidents.xes.gz is missing: set REMIT_TEST_DATA to the folder with the real data")
    }

    fn mapping() -> Mapping {
        Mapping::parse(MAPPING, "volvo.toml").unwrap_or_else(|bad| panic!("{bad}"))
    }

    /// The whole log, read once for all tests, and how long that took.
    static WHOLE: LazyLock<(Vec<Planned>, Report, Duration)> = LazyLock::new(|| {
        let (mapping, start) = (mapping(), Instant::now());
        let mut import = Import::new(Log::open(real_log(), &mapping), &mapping);
        let planned = import.by_ref().collect();
        (planned, import.into_report(), start.elapsed())
    });

    fn notes<'a>(planned: &'a [Planned], label: &str) -> BTreeMap<&'a str, usize> {
        let mut counts = BTreeMap::new();
        for (name, text) in planned.iter().flat_map(|planned| &planned.steps).flat_map(|step| &step.notes) {
            if name == label {
                *counts.entry(text.as_str()).or_default() += 1;
            }
        }
        counts
    }

    fn makes<'a>(planned: &'a [Planned], kind: &str) -> BTreeMap<&'a str, Option<u8>> {
        let made = planned.iter().flat_map(Planned::makes).filter(|made| made.kind == kind);
        made.map(|made| (made.key.as_str(), made.line)).collect()
    }

    fn variants(planned: &[Planned], labels: &[&str]) -> usize {
        let variant = |planned: &Planned| -> Vec<String> {
            let notes = planned.steps.iter().flat_map(|step| &step.notes);
            notes.filter(|(label, _)| labels.contains(&label.as_str())).map(|(_, text)| text.clone()).collect()
        };
        planned.iter().map(variant).collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn the_real_log_is_planned_without_a_fault() {
        let (planned, report, took) = &*WHOLE;
        println!("read and planned in {took:?}");
        assert_eq!(report.to_string(), "7554 cases, 65533 events, 0 faults\n");
        assert!(report.is_whole());
        let statuses = [("Accepted", 40_117), ("Completed", 13_867), ("Queued", 11_544), ("Unmatched", 5)];
        assert_eq!(notes(planned, "Status"), BTreeMap::from(statuses));
        let labels = ["Sub-status", "Organisation line", "Function", "Country of the person"];
        assert_eq!(labels.map(|label| notes(planned, label).len()), [13, 25, 23, 32]);
        let kinds = ["team", "service", "person"];
        assert_eq!(kinds.map(|kind| makes(planned, kind).len()), [649, 704, 1_440]);
        let lines = makes(planned, "team").into_values().flatten();
        let mut by_line = BTreeMap::<u8, usize>::new();
        lines.for_each(|line| *by_line.entry(line).or_default() += 1);
        assert_eq!(by_line, BTreeMap::from([(1, 235), (2, 306), (3, 108)]));
        assert_eq!(planned.iter().filter_map(|planned| planned.fields.get("impact")).collect::<BTreeSet<_>>().len(), 3);
        assert_eq!((variants(planned, &["Status"]), variants(planned, &["Status", "Sub-status"])), (1_511, 2_278));
    }

    #[test]
    fn the_real_log_has_the_known_course() {
        let (planned, ..) = &*WHOLE;
        let mut seconds: Vec<i64> =
            planned.iter().filter_map(|planned| Some(planned.steps.last()?.at.since(planned.opened).secs())).collect();
        seconds.sort_unstable();
        assert_eq!((seconds.len(), seconds.last()), (7_554, Some(&66_644_793)));
        assert_eq!(seconds[3_776] + seconds[3_777], 652_244 * 2 + 1, "twice the median of 652,244.5");
        assert!(planned.iter().flat_map(|planned| &planned.steps).all(|step| step.state.is_some()));
        let mut ends = BTreeMap::<&str, usize>::new();
        for planned in planned {
            *ends.entry(planned.state.as_deref().unwrap_or("-")).or_default() += 1;
        }
        assert_eq!(ends.values().sum::<usize>(), 7_554, "{ends:?}");
        assert_eq!(
            ends.get("in-progress").copied().unwrap_or(0) + ends.get("on-hold").copied().unwrap_or(0),
            8,
            "{ends:?}"
        );
    }

    #[test]
    fn a_second_import_of_the_real_log_finds_nothing_new() {
        let mapping = mapping();
        let again = Import::new(Log::open(real_log(), &mapping), &mapping).take(400);
        let pairs = WHOLE.0.iter().zip(again);
        assert!(pairs.into_iter().all(|(before, after)| after.since(Some(before.digest)) == Fresh::Nothing));
    }

    #[test]
    fn the_real_log_cut_in_half_gives_its_first_half_and_says_what_is_lost() {
        let mapping = mapping();
        let half = real_log().metadata().expect("its size").len() / 2;
        let mut import = Import::new(Log::open(real_log().take(half), &mapping), &mapping);
        let planned: Vec<Planned> = import.by_ref().collect();
        assert!(planned.len() > 1_000 && WHOLE.0.starts_with(&planned), "{} cases", planned.len());
        let report = import.into_report();
        let cut = report.cut.expect("a cut");
        assert_eq!((cut.why, report.faults.len()), (Why::Short, 0), "{cut}");
        assert!(cut.lost.is_some(), "{cut}");
    }

    #[test]
    fn the_real_log_is_read_fast_where_it_is_built_for_speed() {
        assert!(cfg!(debug_assertions) || WHOLE.2 < Duration::from_secs(5), "{:?}", WHOLE.2);
    }
}
