//! Tables of record types, made from the model by difference: columns are added, never dropped or changed.

use std::collections::BTreeSet;

use model::{Column, RecordType};

use crate::{Dialect, Fault, Store, sql::Name};

/// What would be done to bring the tables up to the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Statements in order.
    pub steps: Vec<String>,
}

/// The table of a type.
pub(crate) fn table(of: &RecordType) -> Result<Name, Fault> {
    Name::of("r_", &of.key)
}

/// The statement that makes an index over a column of a table where it is filled.
pub(crate) fn filled_index(name: &str, table: &Name, column: &Name) -> String {
    let (table, column) = (table.as_str(), column.as_str());
    format!("CREATE INDEX IF NOT EXISTS {name} ON {table} ({column}) WHERE {column} IS NOT NULL")
}

/// The columns of a type's own fields: name and column type.
fn columns(of: &RecordType) -> Result<Vec<(Name, Column)>, Fault> {
    let mut all = Vec::new();
    for (_, field) in of.body() {
        for (suffix, column) in field.kind.columns() {
            match column {
                Column::Int | Column::Text => all.push((Name::of("f_", &format!("{}{suffix}", field.key))?, *column)),
                Column::Child => {}
            }
        }
    }
    Ok(all)
}

fn word(column: Column) -> &'static str {
    match column {
        Column::Int => "BIGINT",
        Column::Text | Column::Child => "TEXT",
    }
}

impl Store {
    /// Compares the tables with the model.
    pub async fn plan(&self) -> Result<Plan, Fault> {
        let mut plan = Plan::default();
        for of in &self.site.types {
            let table = table(of)?;
            let have = self.columns_of(&table).await?;
            let want = columns(of)?;
            if have.is_empty() {
                let id = match self.dialect() {
                    Dialect::Sqlite => "id INTEGER PRIMARY KEY",
                    Dialect::Postgres => "id BIGINT PRIMARY KEY",
                };
                let body: Vec<_> =
                    want.iter().map(|(name, column)| format!(", {} {}", name.as_str(), word(*column))).collect();
                let body = body.concat();
                plan.steps.push(format!("CREATE TABLE {} ({id}{body})", table.as_str()));
                continue;
            }
            let missing = want.iter().filter(|(name, _)| !have.contains(name.as_str()));
            plan.steps.extend(missing.map(|(name, column)| {
                format!("ALTER TABLE {} ADD COLUMN {} {}", table.as_str(), name.as_str(), word(*column))
            }));
        }
        plan.steps.extend(self.missing_indexes().await?);
        Ok(plan)
    }

    /// Carries a plan out in one transaction.
    pub async fn carry_out(&self, plan: &Plan) -> Result<(), Fault> {
        if plan.steps.is_empty() {
            return Ok(());
        }
        self.script(&format!("{};", plan.steps.join(";\n"))).await
    }

    /// Brings the tables up to the model. Another node may be at it too: what is still missing is then planned anew.
    pub(crate) async fn fit(&self) -> Result<(), Fault> {
        let mut plan = self.plan().await?;
        while let Err(fault) = self.carry_out(&plan).await {
            let rest = self.plan().await?;
            if rest == plan {
                return Err(fault);
            }
            plan = rest;
        }
        Ok(())
    }

    async fn columns_of(&self, table: &Name) -> Result<BTreeSet<String>, Fault> {
        let text = match self.dialect() {
            Dialect::Sqlite => "SELECT name FROM pragma_table_info($1)",
            Dialect::Postgres => {
                "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1"
            }
        };
        let rows = self.rows(text, &[table.as_str().into()]).await?;
        Ok(rows.iter().map(|it| it.text(0).to_owned()).collect())
    }
}
