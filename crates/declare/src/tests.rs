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
