//! Which records lie within a scope as a role sees it, as a condition: for looking up what a finding holds up.

use model::{RecordType, RoleIx, Site, When};

use crate::{Roster, Scope, scope::Scoping};

/// The records of a type within a scope for a role; `Never` where none can be.
pub fn within(roster: &Roster, site: &Site, (role, scope): (RoleIx, Scope), of: &RecordType) -> When {
    let Some(role) = site.role(role) else { return When::Never };
    Scoping::over(roster, site).condition(scope, role, of)
}
