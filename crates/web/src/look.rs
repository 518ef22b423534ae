//! How Remit looks: view structs in [`view`], one function a page that turns a struct into markup.
//!
//! Conventions, so that every page stays alike:
//!
//! - **Views are plain.** Strings, options, lists; no engine types. An instant comes as text in the
//!   reader's zone plus its machine form ([`view::Moment`]). Whoever fills a view has already decided what
//!   the reader may see; nothing here hides anything.
//! - **A page function returns its `main` element.** [`shell::shell`] wraps it for someone signed in,
//!   [`shell::bare`] for everyone else. Parts (a record in the split, a list of findings) are functions too,
//!   so that a swap and a full page come from one place.
//! - **Link or form first.** Whatever changes something is a `form method=post` with the token, the record's
//!   version and a key that makes a second press harmless ([`view::Seal`]). Script only adds: keys, the
//!   palette, ticking clocks, drafts and swaps, all found through `data-` attributes. `.js-only` and
//!   `.no-js` show what needs or replaces script.
//! - **Strict content policy.** `default-src 'self'`: no inline script, no `style` attribute. Bars and rings
//!   are SVG with plain attributes.
//! - **Two signals at least.** A tone never speaks alone; a shape and words come with it. What is drawn is
//!   `aria-hidden`, what is meant stands beside it in a `.vh` span.
//! - **Text is escaped by maud.** The only markup let through unescaped is [`prose::Html`], which only
//!   [`prose`] can make and which has been through the sanitiser.
//! - **Assets carry their content in their name** ([`assets`]), so they are cached for ever.
//! - **Wording.** Who and what, sentence case, verbs on buttons, the problem and then the way out.

pub mod api_doc;
pub mod asking;
pub mod assets;
pub mod clocks;
pub mod compose;
pub mod controls;
pub mod draft;
pub mod duties;
pub mod entry;
pub mod facts;
pub mod findings;
pub mod form;
pub mod home;
pub mod icons;
pub mod matrix;
pub mod measures;
pub mod mining;
pub mod parts;
pub mod pickers;
pub mod plot;
pub mod profile;
pub mod prose;
pub mod queue;
pub mod record;
pub mod role_map;
pub mod rows;
pub mod search;
pub mod shell;
pub mod table;
pub mod timeline;
pub mod view;
pub mod who;
pub mod why;
