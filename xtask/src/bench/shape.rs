//! The rows that opening one incident leaves behind, read back: what a bare loop has to write, and what a million of
//! them look like.

use anyhow::Context as _;
use base::RecordId;
use engine::{Engine, Input};
use store::{Bind, Dialect};

use super::{bare::Bare, town};

/// The tables that opening writes to, and the column that names the record.
const TABLES: [(&str, &str); 6] = [
    ("record", "id"),
    ("r_incident", "id"),
    ("journal", "record"),
    ("acted", "record"),
    ("clock", "record"),
    ("notice", "record"),
];
/// What is said of an incident, in numbers of letters like real ones.
pub(crate) const TITLE: &str = "Payslips will not open after the July run";
pub(crate) const DESCRIPTION: &str = "None of us in Oslo can open the July payslips. The page says that the document \
    was not found. It is payday, so people are asking every few minutes.";

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) table: String,
    pub(crate) columns: Vec<String>,
    pub(crate) values: Vec<Bind>,
    dialect: Dialect,
}

/// An incident's rows.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) id: i64,
    pub(crate) number: String,
    pub(crate) shapes: Vec<Shape>,
}

/// What the analyst logs.
pub(crate) fn values(service: &str) -> [(&'static str, String); 10] {
    [
        ("title", TITLE.to_owned()),
        ("description", DESCRIPTION.to_owned()),
        ("caller", "person-12345".to_owned()),
        ("service", service.to_owned()),
        ("category", "application".to_owned()),
        ("impact", "department".to_owned()),
        ("urgency", "high".to_owned()),
        ("came_in_by", "phone".to_owned()),
        ("place", "Oslo, third floor".to_owned()),
        ("assigned_team", "group-7".to_owned()),
    ]
}

/// The number of a service.
pub(crate) async fn a_service(db: &Bare) -> anyhow::Result<String> {
    let text = "SELECT r.number FROM record r JOIN natural_key k ON k.record = r.id WHERE k.key = 'service-17'";
    db.texts(text, &[]).await?.into_iter().next().context("no service to report about")
}

/// Opens an incident through the engine and reads back what it wrote.
pub(crate) async fn opened(engine: &std::sync::Arc<Engine>, db: &Bare) -> anyhow::Result<Opened> {
    let analyst = engine.directory().await?.find_person(town::ANALYST).context("no analyst")?;
    let service = a_service(db).await?;
    let given = values(&service);
    let given: Vec<(&str, &str)> = given.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let done = engine.desk(analyst).await?.open_record("incident", "log", &Input::of(&given)).await?;
    let number = done.seen.number().to_owned();
    let id = done.seen.record().id;
    let mut shapes = Vec::new();
    for (table, column) in TABLES {
        let found = db.rows(&format!("SELECT * FROM {table} WHERE {column} = $1"), &[Bind::Int(id.get())]).await?;
        let shape = |values| Shape {
            table: table.to_owned(),
            columns: found.columns.clone(),
            values,
            dialect: engine.store().dialect(),
        };
        shapes.extend(found.rows.into_iter().map(shape));
    }
    shapes.push(words(engine.store().dialect(), id, &number));
    Ok(Opened { id: id.get(), number, shapes })
}

fn words(dialect: Dialect, id: RecordId, number: &str) -> Shape {
    let columns = match dialect {
        Dialect::Sqlite => ["rowid", "text"],
        Dialect::Postgres => ["id", "doc"],
    };
    let text = store::fold(&format!("{} {TITLE} {DESCRIPTION}", number.replace('-', " ")));
    let values = vec![Bind::Int(id.get()), Bind::Text(text)];
    Shape { table: "words".to_owned(), columns: columns.map(str::to_owned).to_vec(), values, dialect }
}

impl Shape {
    /// The statement that writes such a row.
    pub(crate) fn insert(&self) -> String {
        let place = |(at, column): (usize, &String)| match (self.dialect, column.as_str()) {
            (Dialect::Sqlite, _) => format!("?{}", at + 1),
            (Dialect::Postgres, "doc") => format!("CAST(CAST(${} AS text) AS tsvector)", at + 1),
            (Dialect::Postgres, _) => format!("${}", at + 1),
        };
        let places: Vec<String> = self.columns.iter().enumerate().map(place).collect();
        format!("INSERT INTO {} ({}) VALUES ({})", self.table, self.columns.join(", "), places.join(", "))
    }
}
