//! Changes of the matrix: what they may say, what they leave as it was, and what follows for responsibilities.

use model::{ActivityIx, Cell, Letter, Site};

use crate::{
    Faults, Sources,
    cells::{Layer, Put, drafted, lay, layers},
    shipped,
};

fn practice(site: &Site, activity: &str) -> String {
    let (_, row) = site.find_activity(activity).unwrap();
    site.practice(row.practice).unwrap().key.clone()
}

/// The shipped site with a practice's text laid over it.
fn laid(practice: &str, text: &str) -> Result<Site, Faults> {
    let layers = layers(shipped(), practice, text)?;
    lay(shipped(), &Sources::shipped(), &layers)
}

fn put(activity: &str, role: &str, letters: &[Letter]) -> Put {
    let site = shipped();
    Put {
        activity: site.find_activity(activity).unwrap().0,
        role: site.find_role(role).unwrap(),
        letters: letters.to_vec(),
    }
}

/// `A incident-manager`, in order of letter and role.
fn cells(site: &Site, activity: &str) -> Vec<String> {
    let (_, row) = site.find_activity(activity).unwrap();
    let mut all: Vec<String> =
        row.cells.iter().map(|it| format!("{} {}", it.letter.name(), site.role(it.role).unwrap().key)).collect();
    all.sort();
    all
}

/// What a cell gives.
fn given(cell: &Cell) -> String {
    format!("{:?} {:?} {:?} {:?}", cell.letter, cell.role, cell.when, cell.reach)
}

/// Everything that an index can lead to, without what cells say.
fn shape(site: &Site) -> String {
    let mut site = site.clone();
    site.digest.clear();
    site.activities.iter_mut().for_each(|it| it.cells.clear());
    site.rules.consults.clear();
    site.roles.iter_mut().for_each(|it| it.responsibilities.clear());
    format!("{site:?}")
}

#[test]
fn only_cells_change_and_every_index_means_what_it_meant() {
    let text = drafted(shipped(), shipped(), &put("incident:close", "service-owner", &[Letter::C]));
    let site = laid("incident-management", &text).unwrap_or_else(|it| panic!("{}", it.human()));
    assert_eq!(shape(&site), shape(shipped()));
    assert_ne!(site.digest, shipped().digest);
    let changed: Vec<&str> = (site.activities.iter().zip(&shipped().activities))
        .filter(|(new, old)| {
            new.cells.iter().map(given).collect::<Vec<_>>() != old.cells.iter().map(given).collect::<Vec<_>>()
        })
        .map(|(it, _)| it.key.as_str())
        .collect();
    assert_eq!(changed, ["incident:close"]);
    assert!(cells(&site, "incident:close").contains(&"C service-owner".to_owned()));
}

#[test]
fn every_cell_that_is_shipped_is_written_as_text_that_reads_as_the_same_cell() {
    let site = shipped();
    // A site without cells: everything that is shipped differs from it, so everything is written.
    let mut bare = site.clone();
    bare.activities.iter_mut().for_each(|it| it.cells.clear());
    let nothing = Put { activity: ActivityIx::of(usize::MAX >> 40), role: model::RoleIx::of(0), letters: Vec::new() };
    let text = drafted(&bare, site, &nothing);
    let mut all: Vec<Layer> = Vec::new();
    for it in &site.practices {
        let own: Vec<&str> = text
            .split("\n\n")
            .filter(|part| {
                let key = part.split('"').nth(1).unwrap();
                site.find_activity(key).unwrap().1.practice == it.ix
            })
            .collect();
        all.push(Layer { path: format!("{}/activities.toml", it.key), text: own.join("\n\n") });
    }
    let read = lay(site, &Sources::shipped(), &all).unwrap_or_else(|it| panic!("{}", it.human()));
    for (old, new) in site.activities.iter().zip(&read.activities) {
        let sorted = |cells: &[Cell]| {
            let mut all: Vec<String> = cells.iter().map(given).collect();
            all.sort();
            all
        };
        assert_eq!(sorted(&old.cells), sorted(&new.cells), "{}", old.key);
    }
    assert_eq!(asked(site), asked(&read));
}

/// Whose answers activities wait for.
fn asked(site: &Site) -> Vec<String> {
    let all = site.rules.consults.iter();
    let mut all: Vec<String> = all
        .map(|it| format!("{:?} {:?} {:?} {:?} {:?}", it.activity, it.role, it.when, it.within, it.quorum))
        .collect();
    all.sort();
    all
}

#[test]
fn whoever_must_answer_still_must_when_another_cell_changes() {
    let site = shipped();
    let text = "[activity.\"incident:close\"]\nC = [{ role = \"service-owner\", answers = \"must\", within = \"1d 2h\", quorum = \"1/2\" }]\n";
    let with = laid("incident-management", text).unwrap_or_else(|it| panic!("{}", it.human()));
    assert_eq!(asked(&with).len(), asked(site).len() + 1);
    let text = drafted(site, &with, &put("incident:close", "configuration-manager", &[Letter::C]));
    let after = laid("incident-management", &text).unwrap_or_else(|it| panic!("{}: {text}", it.human()));
    assert_eq!(asked(&after), asked(&with), "{text}");
    assert!(cells(&after, "incident:close").contains(&"C configuration-manager".to_owned()));
}

#[test]
fn whoever_is_given_the_a_takes_it_and_the_one_before_goes_on_doing_it() {
    let site = shipped();
    let before = cells(site, "incident:close");
    let (_, row) = site.find_activity("incident:close").unwrap();
    let old = site.role(row.with(Letter::A).next().unwrap().role).unwrap();
    let rival = site.roles.iter().find(|it| {
        it.scope == old.scope && it.key != old.key && it.cardinality != model::Cardinality::Any && it.is_inside
    });
    let rival = rival.unwrap().key.clone();
    let text = drafted(site, site, &put("incident:close", &rival, &[Letter::A]));
    let after = laid("incident-management", &text).unwrap_or_else(|it| panic!("{}", it.human()));
    let found = cells(&after, "incident:close");
    assert!(found.contains(&format!("A {rival}")), "{found:?} from {before:?}");
    assert!(!found.contains(&format!("A {}", old.key)));
    assert!(found.contains(&format!("R {}", old.key)));
}

#[test]
fn an_activity_is_not_left_without_somebody_who_answers() {
    let (_, row) = shipped().find_activity("incident:close").unwrap();
    let answers = &shipped().role(row.with(Letter::A).next().unwrap().role).unwrap().key;
    let text = drafted(shipped(), shipped(), &put("incident:close", answers, &[]));
    let faults = laid("incident-management", &text).unwrap_err();
    let said: Vec<&str> = faults.0.iter().map(|it| it.message.as_str()).collect();
    assert!(said.contains(&"nobody answers for activity `incident:close`"), "{said:?}");
}

#[test]
fn a_responsibility_goes_where_its_cell_goes() {
    let site = shipped();
    // A role that does something because a responsibility says so, and does not answer for it.
    let (role, it) = site
        .roles
        .iter()
        .flat_map(|role| role.responsibilities.iter().map(move |it| (role, it)))
        .find(|(_, it)| it.letter == Letter::R && it.activity.is_some())
        .unwrap();
    let home = practice(site, &it.names);
    let held = |site: &Site| {
        let ix = site.find_role(&role.key).unwrap();
        site.role(ix).unwrap().responsibilities.iter().find(|found| found.key == it.key).map(|found| found.letter)
    };
    let out = laid(&home, &drafted(site, site, &put(&it.names, &role.key, &[])))
        .unwrap_or_else(|it| panic!("{}", it.human()));
    assert_eq!(held(&out), None);
    let asked = drafted(site, site, &put(&it.names, &role.key, &[Letter::C]));
    let asked = laid(&home, &asked).unwrap_or_else(|it| panic!("{}", it.human()));
    assert_eq!(held(&asked), Some(Letter::C));
}

#[test]
fn a_draft_back_at_the_start_says_nothing() {
    let site = shipped();
    let text = drafted(site, site, &put("incident:close", "service-owner", &[Letter::C]));
    let draft = laid("incident-management", &text).unwrap_or_else(|it| panic!("{}", it.human()));
    assert_eq!(drafted(site, &draft, &put("incident:close", "service-owner", &[])), "");
}

#[test]
fn a_change_of_cells_says_nothing_else() {
    let check = |practice: &str, text: &str, expected: &str| {
        let faults = layers(shipped(), practice, text).unwrap_err();
        assert_eq!(faults.0.first().map(crate::Fault::brief).unwrap(), expected, "{text}");
    };
    let file = "published/incident-management/activities.toml";
    let cases = [
        ("[field.title]\nkind = \"line\"\n", "1:2: a change of the matrix can't hold `field`"),
        ("[activity.\"incident:clos\"]\nR = []\n", "1:11: no activity `incident:clos` in `incident-management`"),
        ("[activity.\"change:assess\"]\nR = []\n", "1:11: no activity `change:assess` in `incident-management`"),
        ("[activity.\"incident:close\"]\napart_from = []\n", "2:1: a change of the matrix can't set `apart_from`"),
        ("[activity.\"incident:close\"]\nretired = true\n", "2:1: a change of the matrix can't set `retired`"),
    ];
    for (text, said) in cases {
        check("incident-management", text, &format!("{file}:{said}"));
    }
    let roles = Layer {
        path: "roles/operation.toml".to_owned(),
        text: "[role.incident-manager]\nappointed_by = \"self\"\n".to_owned(),
    };
    let faults = lay(shipped(), &Sources::shipped(), &[roles]).unwrap_err();
    assert_eq!(
        faults.0.first().unwrap().brief(),
        "published/roles/operation.toml:2:1: a change of the matrix can't hold `appointed_by`"
    );
}
