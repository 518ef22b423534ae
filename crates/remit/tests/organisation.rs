//! The program from an empty folder to an organisation that is kept as files: init, check, apply, export, plan, apply.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use base::{Clock as _, PersonId, RecordId, SystemClock};
use store::{Commit, Published, Store};
use testkit::Place;

struct House {
    folder: PathBuf,
    _place: Place,
}

impl House {
    fn new() -> Self {
        let place = Place::folder().unwrap();
        let Place::Folder(folder) = &place else { panic!("a folder was asked for") };
        Self { folder: folder.clone(), _place: place }
    }

    /// Runs the program with paths below the folder for words that begin with `@`.
    fn run(&self, line: &str) -> Output {
        let words = line.split(' ').map(|it| match it.strip_prefix('@') {
            Some(path) => self.path(path).to_string_lossy().into_owned(),
            None => it.to_owned(),
        });
        let mut program = Command::new(env!("CARGO_BIN_EXE_remit"));
        program.args(words).env_remove("REMIT_DATABASE").env_remove("REMIT_SITE");
        program.env("REMIT_DATA", self.path("data")).output().unwrap()
    }

    /// What it says, if it ends with this code.
    fn says(&self, line: &str, code: i32) -> String {
        let out = self.run(line);
        let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
        assert_eq!(out.status.code(), Some(code), "{line}:\n{text}");
        text
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

fn holder(folder: &Path, role: &str) -> String {
    let text = std::fs::read_to_string(folder.join("appointments.toml")).unwrap();
    let block = text.split("\n\n").find(|it| it.contains(&format!("role = \"{role}\""))).unwrap().to_owned();
    let line = block.lines().find_map(|it| it.strip_prefix("person = ")).unwrap();
    line.trim_matches('"').to_owned()
}

#[test]
fn an_organisation_begins_as_files_and_stays_as_they_say() {
    let house = House::new();
    house.says("init @house --template small", 0);
    assert!(house.says("init @house", 1).contains("not empty"));
    house.says("check @house --quiet", 0);
    assert!(house.says("apply @house", 0).contains("5 people"));
    assert!(house.says("plan @house --exit-code", 0).contains("Nothing to do"));
    house.says("export @out", 0);
    assert!(house.says("plan @out --exit-code", 0).contains("Nothing to do"));
    assert!(house.says("export @out", 1).contains("--overwrite"));
    house.says("export @out --overwrite", 0);
    // A change of one person, seen, written down, applied.
    house.change("out/people.toml", "name = \"Person 3\"", "name = \"Ada Lovelace\"");
    assert!(house.says("plan @out --exit-code --out @plan.json", 2).contains("Ada Lovelace"));
    assert!(house.says("apply @out", 1).contains("--as"));
    let manager = holder(&house.path("out"), "itsm-programme-manager");
    house.says(&format!("apply @out --as {manager} --plan @plan.json"), 0);
    assert!(house.says("plan @out --exit-code", 0).contains("Nothing to do"));
    house.says("verify", 0);
    // The plan was for the organisation as it was.
    house.change("out/people.toml", "Ada Lovelace", "Ada Byron");
    assert!(house.says(&format!("apply @out --as {manager} --plan @plan.json"), 1).contains("make a new plan"));
}

#[test]
fn declared_files_are_put_into_force_with_the_rest() {
    let house = House::new();
    house.says("init @house", 0);
    house.says("apply @house", 0);
    let field = "[field.vessel]\ntitle = \"Vessel\"\nkind = \"line\"\n";
    std::fs::create_dir_all(house.path("house/incident-management")).unwrap();
    std::fs::write(house.path("house/incident-management/incident.toml"), field).unwrap();
    assert!(house.says("plan @house --exit-code", 2).contains("+ incident-management/incident.toml"));
    let manager = holder(&house.path("house"), "itsm-programme-manager");
    assert!(house.says(&format!("apply @house --as {manager}"), 0).contains("Start Remit again"));
    let installed = house.path("data/site/incident-management/incident.toml");
    assert_eq!(std::fs::read_to_string(installed).unwrap(), field);
    assert!(house.says("plan @house --exit-code", 0).contains("Nothing to do"));
    house.says("verify", 0);
}

/// Publishes a change of the matrix as publishing a draft does, which is held by the engine's own tests.
async fn publish(house: &House, practice: &str, text: &str) {
    let site = declare::load(&declare::Sources::shipped()).unwrap().site;
    let at = SystemClock.now();
    let options = store::Options::File(house.path("data/remit.db"));
    let store = Store::open(&options, std::sync::Arc::new(site.clone()), at).await.unwrap();
    let mut commit = Commit::new();
    for layer in declare::cells::layers(&site, practice, text).unwrap() {
        let (practice, path, text) = (practice.to_owned(), layer.path, layer.text);
        let by = (PersonId::new(1), RecordId::new(1));
        store.put_published(&mut commit, &Published { practice, version: 1, path, text, at, by: by.0, record: by.1 });
    }
    store.commit(commit).await.unwrap();
}

#[tokio::test]
async fn what_was_published_is_exported_planned_and_taken_back_like_any_declared_cell() {
    let house = House::new();
    house.says("init @house", 0);
    house.says("apply @house", 0);
    publish(&house, "change-control", "    [activity.\"change:draft\"]\n    A = [\"change-analyst\"]\n").await;
    // The folder from before knows nothing of it, and would take it back.
    let said = house.says("plan @house --exit-code", 2);
    assert!(said.contains("cell A of ") && said.contains("(change:draft) changes from Change Analyst to "), "{said}");
    assert!(said.contains("this takes back what"), "{said}");
    // An export knows of it.
    house.says("export @out", 0);
    let file = house.path("out/change-control/activities.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("[activity.\"change:draft\"]\nA = [\"change-analyst\"]"), "{text}");
    house.says("check @out --quiet", 0);
    assert!(house.says("plan @out --exit-code", 0).contains("Nothing to do"));
    // Taken out of the folder, it is taken back, and stays so.
    std::fs::remove_file(&file).unwrap();
    assert!(house.says("plan @out --exit-code", 2).contains("changes from Change Analyst to "));
    let manager = holder(&house.path("out"), "itsm-programme-manager");
    assert!(house.says(&format!("apply @out --as {manager}"), 0).contains("as the files say"));
    assert!(house.says("plan @out --exit-code", 0).contains("Nothing to do"));
    house.says("export @again", 0);
    assert!(house.says("plan @again --exit-code", 0).contains("Nothing to do"));
    house.says("verify", 0);
}

#[test]
fn a_policy_that_does_not_hold_is_named_with_its_line() {
    let house = House::new();
    house.says("init @house", 0);
    let policy =
        "\n[policy.users-resolve]\nallow = \"user\"\nactivity = \"incident:resolve\"\nwhy = \"We would like that.\"\n";
    std::fs::write(house.path("house/policies.toml"), policy).unwrap();
    let said = house.says("check @house", 1);
    assert!(said.contains("policy `users-resolve` does not hold") && said.contains("policies.toml:2"), "{said}");
    std::fs::write(house.path("house/policies.toml"), policy.replace("allow", "deny")).unwrap();
    house.says("check @house", 0);
}
