//! XES: a trace a record, with the standard's own names for activity, time, person, team and role.

use std::io::{self, Write};

use engine::Desk;
use mining::{Act, Case};

use super::{NotWritten, Written, attribute, stories};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" scope="event" keys="concept:name"/>
"#;

/// Writes the whole log.
pub(super) async fn write(desk: &Desk, kind: &str, to: &mut impl Write) -> Result<Written, NotWritten> {
    let mut stories = stories(desk, kind).await?;
    let mut written = Written::default();
    to.write_all(HEAD.as_bytes())?;
    writeln!(to, "  <string key=\"concept:name\" value=\"{}\"/>", attribute(kind))?;
    while let Some(case) = stories.next().await? {
        trace(&case, to)?;
        written.cases = written.cases.saturating_add(1);
        written.events = written.events.saturating_add(u64::try_from(case.acts.len()).unwrap_or_default());
    }
    to.write_all(b"</log>\n")?;
    Ok(written)
}

fn trace(case: &Case, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "  <trace>\n    <string key=\"concept:name\" value=\"{}\"/>", attribute(&case.key))?;
    case.acts.iter().try_for_each(|act| event(act, to))?;
    writeln!(to, "  </trace>")
}

fn event(act: &Act, to: &mut impl Write) -> io::Result<()> {
    writeln!(to, "    <event>")?;
    writeln!(to, "      <date key=\"time:timestamp\" value=\"{}\"/>", act.at)?;
    let line = act.line.map(|it| it.to_string());
    let texts = [
        ("concept:name", Some(act.what.as_ref())),
        ("lifecycle:transition", Some("complete")),
        ("org:resource", act.person.as_deref()),
        ("org:group", act.team.as_deref()),
        ("org:role", act.role.as_deref()),
        ("state", act.state.as_ref().map(|(it, _)| it.as_ref())),
        ("line", line.as_deref()),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            writeln!(to, "      <string key=\"{key}\" value=\"{}\"/>", attribute(text))?;
        }
    }
    writeln!(to, "    </event>")
}
