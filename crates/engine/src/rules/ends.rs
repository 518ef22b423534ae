//! What ends with a place: appointments over a service, a project, a supplier ... end when it comes to its end.

use model::{Draft, Phase, Record, RecordType, Value};
use store::Commit;

use super::{
    deeds::{Deed, asked_text},
    effects::{Cause, Chain, Link},
};
use crate::{Desk, Halt, directory::APPOINTMENT};

/// What the journal names where no file declares it.
const RULE: &str = "rule:appointments-end-with-their-place";

impl Desk {
    /// Ends every appointment over a record that has come to its end, and takes back those that nobody has accepted yet.
    pub(crate) async fn put_ends(
        &self,
        commit: &mut Commit,
        chain: &mut Chain,
        link: &Link,
        cause: &Cause,
    ) -> Result<(), Halt> {
        let is_place = self.site().of(link.record.of).is_some_and(|it| it.place.is_some());
        let Some(of) = self.site().find_type(APPOINTMENT).filter(|_| is_place) else { return Ok(()) };
        let Some(over) = of.parent else { return Ok(()) };
        // A place has as many appointments as people who have to do with it, over all its time.
        for id in self.engine.store.naming(of.ix, over, link.record.id, 10_000).await? {
            let Some(before) = self.standing(chain, id).await? else { continue };
            self.put_end(commit, chain, (of, &before, link), cause).await?;
        }
        Ok(())
    }

    async fn put_end(
        &self,
        commit: &mut Commit,
        chain: &mut Chain,
        (of, before, link): (&RecordType, &Record, &Link),
        cause: &Cause,
    ) -> Result<(), Halt> {
        let is_closed = |state| of.lifecycle.state(state).is_some_and(|it| it.phase == Phase::Closed);
        let ending = of.lifecycle.moves.iter().find(|it| it.from.has(before.state) && it.to.is_some_and(is_closed));
        let Some(step) = ending.filter(|_| !is_closed(before.state)) else { return Ok(()) };
        let (ix, step) = super::effects::indexed(of, step)?;
        let mut draft = Draft::of(before.clone());
        if let Some(slot) = asked_text(of, step) {
            let words = format!("{} {} has come to its end.", link.record.number, link.record.title());
            draft.set(slot, Value::Text(words));
        }
        if self.finish_draft(of, (ix, step), &mut draft).await?.is_ok() {
            let deed = Deed { of, step: (ix, step), before: Some(before), draft, rule: RULE };
            let record = self.put_deed(commit, deed, cause).await?;
            chain.note(record);
        }
        Ok(())
    }
}
