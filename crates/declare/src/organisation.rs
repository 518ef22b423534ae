//! stub
use model::Site;
/// stub
#[derive(Clone, Debug, Default)]
pub struct Organisation {}
pub(crate) fn read(_f: &crate::files::Files, _s: &mut Site, _l: &crate::log::Log<'_>) -> Organisation {
    Organisation {}
}
