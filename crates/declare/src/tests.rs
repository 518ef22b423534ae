//! What is shipped, and what is said about texts that are wrong.

use crate::{Sources, load};

#[test]
fn the_shipped_site_has_neither_faults_nor_warnings() {
    let loaded = load(&Sources::shipped()).map_err(|it| it.human()).unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(loaded.warnings.human(), "");
    let site = loaded.site;
    let responsibilities: usize = site.roles.iter().map(|it| it.responsibilities.len()).sum();
    assert_eq!((site.roles.len(), responsibilities, site.practices.len()), (69, 317, 39));
}

#[test]
fn the_sample_organisation_loads() {
    let sample = Sources::folder(std::path::Path::new("../../sample")).unwrap();
    let loaded = load(&Sources::overlay(Sources::shipped(), sample))
        .map_err(|it| it.human())
        .unwrap_or_else(|it| panic!("{it}"));
    assert_eq!(loaded.warnings.human(), "");
    let found = loaded.organisation;
    assert_eq!((found.people.len(), found.teams.len(), found.deputies.len()), (45, 22, 3));
    assert!(found.appointments.len() > 100 && found.records.len() > 100);
    assert!(found.calendars.iter().all(|it| it.calendar().is_ok()));
    assert_eq!(
        loaded.site.agreements.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(),
        ["standard", "payroll", "stores"]
    );
}
