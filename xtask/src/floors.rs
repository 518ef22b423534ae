//! The floors: a crate names only crates on lower floors.

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, process::Command};

    /// Lowest first. `graph` and `practices` stand beside what they serve.
    const FLOORS: &[&[&str]] = &[
        &["base"],
        &["model", "ledger", "clocks"],
        &["governance", "graph", "mining"],
        &["declare", "practices"],
        &["store"],
        &["engine"],
        &["api", "web", "inlets", "chores"],
        &["remit"],
        &["testkit", "xtask"],
    ];
    /// Only these may name the store: the engine, and those who wire, look after or measure it.
    const NAME_STORE: &[&str] = &["engine", "remit", "testkit", "xtask"];

    fn packages() -> Vec<serde_json::Value> {
        let out = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
            .output()
            .unwrap();
        let meta: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
        meta["packages"].as_array().unwrap().clone()
    }

    fn named(package: &serde_json::Value) -> Vec<String> {
        let all = package["dependencies"].as_array().unwrap().iter();
        all.filter(|it| it["kind"].is_null()).map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn dependencies_point_down() {
        let floor: BTreeMap<&str, usize> =
            FLOORS.iter().enumerate().flat_map(|(n, of)| of.iter().map(move |it| (*it, n))).collect();
        for package in packages() {
            let name = package["name"].as_str().unwrap();
            let own = *floor.get(name).unwrap_or_else(|| panic!("{name} stands on no floor: add it to FLOORS"));
            for dep in named(&package) {
                if let Some(below) = floor.get(dep.as_str()) {
                    assert!(*below < own, "{name} (floor {own}) may not depend on {dep} (floor {below})");
                }
            }
        }
    }

    #[test]
    fn only_the_engine_names_the_store() {
        for package in packages() {
            let name = package["name"].as_str().unwrap();
            let names_it = named(&package).iter().any(|it| it == "store");
            assert!(!names_it || NAME_STORE.contains(&name), "{name} may not name the store: go through a desk");
        }
    }

    #[test]
    fn drivers_are_named_by_the_store_alone() {
        for package in packages() {
            let name = package["name"].as_str().unwrap();
            for driver in ["rusqlite", "tokio-postgres", "deadpool-postgres"] {
                let names_it = named(&package).iter().any(|it| it == driver);
                assert!(!names_it || ["store", "testkit", "xtask"].contains(&name), "{name} may not name {driver}");
            }
        }
    }
}
