//! The page that documents the interface for programs.

/// All operations by group.
#[derive(Debug, Clone, Default)]
pub struct ApiDoc {
    /// Heading.
    pub title: String,
    /// What it is and how to sign in with a program.
    pub lead: String,
    /// Where the machine-readable document stands.
    pub document_url: String,
    /// Token for tried calls.
    pub csrf: String,
    /// Groups.
    pub groups: Vec<ApiGroup>,
}

/// Operations on one thing.
#[derive(Debug, Clone, Default)]
pub struct ApiGroup {
    /// Heading.
    pub title: String,
    /// What the thing is.
    pub lead: String,
    /// Operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, Default)]
pub struct Operation {
    /// Anchor.
    pub id: String,
    /// `GET`, `POST` and so on.
    pub verb: String,
    /// Path with `{names}`.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// More about it.
    pub detail: String,
    /// Parameters in path and query.
    pub parameters: Vec<Parameter>,
    /// An example body, if it takes one.
    pub body: Option<String>,
    /// An example answer.
    pub answer: Option<String>,
}

/// A parameter.
#[derive(Debug, Clone, Default)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// Whether it stands in the path.
    pub in_path: bool,
    /// What it is.
    pub detail: String,
    /// An example.
    pub example: String,
}
