// Remit's own script: keys, palette, ticking clocks, drafts, swaps. Pages work without it.
// Everything is found through data- attributes that the pages already carry.

const root = document.documentElement;
const one = (query, from = document) => from.querySelector(query);
const all = (query, from = document) => [...from.querySelectorAll(query)];
const wide = () => matchMedia("(min-width: 56.25rem)").matches;
root.classList.add("js");

/** Says something to people who listen rather than look. */
const say = (words) => { const live = one("#live"); if (live) live.textContent = words; };

/** Makes an element with properties and children. */
const make = (name, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// ---- clocks -----------------------------------------------------------------------------------------------

const opened = performance.now();

const spell = (minutes) => {
  const days = Math.floor(minutes / 1440), hours = Math.floor(minutes / 60), rest = minutes % 60;
  if (days >= 2) return days + "d" + (hours % 24 ? " " + (hours % 24) + "h" : "");
  if (hours) return hours + "h" + (rest ? " " + String(rest).padStart(2, "0") + "m" : "");
  return rest + "m";
};

const leftOf = (clock, gone) => {
  if (clock.dataset.due) return Math.floor((Date.parse(clock.dataset.due) - Date.now()) / 60000);
  if (clock.dataset.left) return Number(clock.dataset.left) - gone;
  return null;
};

const toneOf = (left, total) => {
  if (left < 0) return "over";
  if (left < 15 || (total && left < total * 0.05)) return "crit";
  if (left < 60 || (total && left < total * 0.2)) return "warn";
  return "";
};

const tick = (from = document) => {
  const gone = Math.floor((performance.now() - opened) / 60000);
  for (const clock of all("[data-left],[data-due]", from)) {
    if (clock.dataset.since === undefined) clock.dataset.since = gone;
    const left = leftOf(clock, gone - Number(clock.dataset.since));
    if (left === null || Number.isNaN(left)) continue;
    const total = Number(clock.dataset.total || 0), tone = toneOf(left, total);
    const words = one(".tx", clock);
    const text = left < 0 ? spell(-left) + " over" : spell(left) + (clock.dataset.say ? " " + clock.dataset.say : "");
    if (words && words.textContent !== text) words.textContent = text;
    clock.classList.remove("warn", "crit", "over");
    if (tone) clock.classList.add(tone);
    if (tone === "over" && clock.classList.contains("tag")) clock.classList.add("crit");
    const used = total ? Math.min(100, Math.max(0, Math.round(100 - (100 * left) / total))) : null;
    if (used === null) continue;
    one(".v", clock)?.setAttribute("stroke-dasharray", used + " 100");
    one(".bar rect:last-child", clock.parentElement)?.setAttribute("width", used);
  }
};

// ---- the record in the split --------------------------------------------------------------------------------

let turn = 0;

const show = async (url, push) => {
  const place = one("#rec"), mine = ++turn;
  if (!place) { location.assign(url); return; }
  await saveDraft();
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = one("#rec", page);
    if (mine !== turn) return;
    if (!answer.ok || answer.redirected || !next) { location.assign(url); return; }
    place.replaceWith(document.adoptNode(next));
    document.title = page.title;
    if (push) history.pushState({ swap: true }, "", url);
    mark(url);
    tick(next);
    say(one("#t", next)?.textContent + " is shown");
  } catch { if (mine === turn) location.assign(url); }
};

/** Marks the row that is shown. */
const mark = (url) => {
  const here = new URL(url, location.href);
  for (const link of all("[data-rows] .ti")) {
    if (link.href === here.href) {
      link.setAttribute("aria-current", "true");
      link.closest(".row")?.removeAttribute("data-new");
    } else link.removeAttribute("aria-current");
  }
};

const inSplit = (link) => wide() && link.closest(".split")?.querySelector("#rec");

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest?.("a");
  if (!link) return;
  if (link.matches("[data-copy]") && navigator.clipboard) {
    event.preventDefault();
    navigator.clipboard.writeText(link.href).then(() => say("Link copied"), () => location.assign(link.href));
  } else if ((link.matches(".row .ti") || (link.rel && link.matches("#rec .crumb a"))) && inSplit(link)) {
    event.preventDefault();
    show(link.href, true);
  }
});
addEventListener("popstate", () => (inSplit(one("#rec") ?? root) && one(".split") ? show(location.href, false) : location.reload()));

// ---- drafts -------------------------------------------------------------------------------------------------

let waiting = 0;

const saveDraft = async () => {
  const form = one("[data-draft][data-dirty]");
  clearTimeout(waiting);
  if (!form) return;
  delete form.dataset.dirty;
  const body = new URLSearchParams();
  for (const name of ["csrf", "on", "to", "body"]) body.set(name, new FormData(form).get(name) ?? "");
  const saved = one("[data-saved]", form);
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body, credentials: "same-origin", keepalive: true });
    if (!answer.ok) throw new Error(String(answer.status));
    const time = new Date().toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
    if (saved) saved.textContent = "Draft saved " + time;
  } catch {
    form.dataset.dirty = "";
    if (saved) saved.textContent = "Draft not saved yet";
  }
};

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-draft]");
  if (!form || event.target.type === "file") return;
  form.dataset.dirty = "";
  clearTimeout(waiting);
  waiting = setTimeout(saveDraft, 2000);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-draft]")) { delete event.target.dataset.dirty; clearTimeout(waiting); }
});
addEventListener("pagehide", saveDraft);

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.type === "file") {
    const names = [...field.files].map((file) => file.name).join(", ");
    const place = one("[data-files]", field.form);
    if (place) place.textContent = names;
  }
  if (field.closest(".pick")) {
    const count = all(".pick :checked").length, place = one("[data-picked]");
    if (place) place.textContent = count + " selected";
    say(count + " selected");
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  const box = button && one("textarea", button.form);
  if (!box) return;
  box.setRangeText(button.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  box.focus();
});

// ---- menus and passing words --------------------------------------------------------------------------------

const closeMenus = (except) => all("details[data-menu][open]").filter((menu) => menu !== except && !menu.contains(except)).forEach((menu) => { menu.open = false; });
document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]") ?? event.target));
for (const toast of all("[data-toast]")) setTimeout(() => toast.matches(":hover, :focus-within") || (toast.hidden = true), 10000);
one("[data-errors]")?.focus();
if (one("[data-errors]")) document.title = "Error: " + document.title;

// ---- palette ------------------------------------------------------------------------------------------------

let palette = null;

const openPalette = () => {
  palette ??= makePalette();
  palette.input.value = "";
  palette.dialog.showModal();
  palette.look();
};

const makePalette = () => {
  const input = make("input", { type: "search", placeholder: "Jump to a page, act, or ask who decides", autocomplete: "off" });
  for (const [name, value] of Object.entries({ role: "combobox", "aria-label": "Search or jump to", "aria-expanded": "true", "aria-controls": "pal", "aria-autocomplete": "list" })) input.setAttribute(name, value);
  const list = make("div", { id: "pal" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Found");
  const dialog = make("dialog", { className: "dlg" }, input, list);
  dialog.setAttribute("aria-label", "Search or jump to");
  document.body.append(dialog);
  let found = [], at = 0, round = 0, pause = 0;

  const pick = (next) => {
    at = found.length ? (next + found.length) % found.length : 0;
    all("[role=option]", list).forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === at));
      if (index === at) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    });
  };
  const look = async () => {
    const mine = ++round, words = new URLSearchParams({ q: input.value });
    const on = one("#rec")?.dataset.number;
    if (on) words.set("on", on);
    try {
      const answer = await fetch("/palette?" + words, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      const next = answer.ok ? await answer.json() : [];
      if (mine === round) found = next;
    } catch { if (mine === round) found = []; }
    if (mine !== round) return;
    if (!found.length && input.value) found = [{ label: "Search for “" + input.value + "”", hint: "all words", url: "/search?" + words }];
    list.replaceChildren(...found.map((hit, index) => {
      const option = make("div", { id: "pal-" + index, className: hit.locked ? "locked" : "" }, make("span", { textContent: hit.label }), make("small", { textContent: (hit.locked ? "Locked. " : "") + (hit.hint ?? "") }));
      option.setAttribute("role", "option");
      option.addEventListener("click", () => location.assign(hit.url));
      return option;
    }));
    pick(0);
  };
  input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(look, 80); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") pick(at + 1);
    else if (event.key === "ArrowUp") pick(at - 1);
    else if (event.key === "Enter" && found[at]) location.assign(found[at].url);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  return { dialog, input, look };
};

// ---- keys ---------------------------------------------------------------------------------------------------

const SHEET = [
  ["J  K", "next, previous"], ["Enter  O", "open"], ["Space", "peek"], ["X", "select"], ["U  Esc", "back, close"], ["C", "new"],
  ["R  N", "reply, internal note"], ["A", "assign"], ["I", "assign to me"], ["S", "status"], ["P", "priority"], ["L", "label"],
  ["D", "due date"], ["E", "resolve or done"], ["H", "hand over"], ["M", "mention or add watcher"], ["Y", "copy link"], ["W", "why"], ["Z", "undo last"],
  ["[  ]", "previous, next page"], ["* A  * N", "select all, none"], ["/", "search or filter"], ["Ctrl K", "palette"], ["Ctrl Enter", "send"], ["Ctrl Shift Enter", "send, last way"],
  ["G H", "home"], ["G I", "inbox"], ["G W", "my work"], ["G C", "changes"], ["G S", "services"], ["G D", "duties"], ["G F", "findings"],
];

const openSheet = () => {
  let sheet = one("#keys");
  if (!sheet) {
    const list = make("dl", {}, ...SHEET.map(([keys, words]) => make("div", {}, make("dt", { textContent: words }), make("dd", {}, ...keys.split("  ").map((key) => make("kbd", { textContent: key }))))));
    const off = make("a", { href: "/profile", className: "link", textContent: "Switch single keys off" });
    const shut = make("button", { className: "btn sm", textContent: "Close" });
    sheet = make("dialog", { id: "keys", className: "dlg sheet" }, make("h2", { textContent: "Keys" }), list, make("p", {}, off), shut);
    sheet.setAttribute("aria-label", "Keys");
    shut.addEventListener("click", () => sheet.close());
    document.body.append(sheet);
  }
  sheet.showModal();
};
document.addEventListener("click", (event) => { if (event.target.closest("[data-sheet]")) openSheet(); });

const rows = () => all("[data-rows] .ti");
const rowNow = () => {
  const lines = rows();
  const at = lines.findIndex((link) => link === document.activeElement || link.closest(".row, tr")?.contains(document.activeElement));
  return at >= 0 ? at : lines.findIndex((link) => link.hasAttribute("aria-current"));
};
const move = (step, extend) => {
  const lines = rows();
  if (!lines.length) { one(step > 0 ? "#rec .crumb [rel=next]" : "#rec .crumb [rel=prev]")?.click(); return; }
  const now = rowNow(), next = lines[Math.min(lines.length - 1, Math.max(0, now + step))];
  if (extend && now >= 0) choose(lines[now], true);
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  if (extend) choose(next, true);
};
const choose = (link, value) => {
  const box = link && one(".pick input", link.closest(".row"));
  if (!box) return;
  box.checked = value ?? !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};
const press = (key) => {
  const target = one(`#rec [data-key="${CSS.escape(key)}"]`) ?? one(`[data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  if (target.type === "radio") {
    const box = one("textarea", target.form);
    target.checked = true;
    box?.focus();
    box?.setSelectionRange(box.value.length, box.value.length);
  }
  else target.click();
  return true;
};

const inField = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
let chord = "", chordEnds = 0;

const PLAIN = {
  j: () => move(1), k: () => move(-1), J: () => move(1, true), K: () => move(-1, true),
  o: () => (rows()[rowNow()] ?? null)?.click(),
  x: () => choose(rows()[rowNow()]),
  "/": () => (one("[data-palette] input")?.offsetParent ? one("[data-palette] input").focus() : location.assign("/search")),
  "?": openSheet,
  F: () => { const menu = one(".filters details:not(.sort)"); if (menu) { menu.open = true; one("input, select", menu)?.focus(); } },
  w: () => (document.activeElement?.closest(".can li")?.querySelector("a[href*='/why/']") ?? one(".can a[href*='/why/']"))?.click(),
};

const onChord = (key) => {
  const first = chord;
  chord = "";
  if (performance.now() > chordEnds) return false;
  if (first === "g") { const place = one(`[data-go="${CSS.escape(key)}"]`); if (place) place.click(); return Boolean(place); }
  if (first === "*" && "an".includes(key)) { rows().forEach((link) => choose(link, key === "a")); return true; }
  return false;
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.repeat && !"jk".includes(event.key.toLowerCase())) return;
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (command && event.key.toLowerCase() === "k" && !event.shiftKey) { event.preventDefault(); openPalette(); return; }
  if (command && event.key === "Enter") {
    const form = event.target.closest?.("form[method=post]");
    const last = event.shiftKey ? all("button[name=then]", form ?? root).pop() : one("button.pri", form ?? root);
    if (form && inField(event.target)) { event.preventDefault(); form.requestSubmit(last?.form === form ? last : undefined); }
    return;
  }
  if (event.key === "Escape") {
    const menu = event.target.closest?.("details[data-menu][open]");
    closeMenus();
    if (menu) one("summary", menu).focus();
    else if (inField(event.target) && !event.target.closest("dialog")) event.target.blur();
    return;
  }
  if (root.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey || inField(event.target) || one("dialog[open]")) return;
  if (chord && onChord(event.key)) { event.preventDefault(); return; }
  if (event.key === "g" || event.key === "*") { chord = event.key; chordEnds = performance.now() + 1500; return; }
  if (event.key === " " && event.target.matches?.(".row .ti")) { event.preventDefault(); show(event.target.href, true); return; }
  if (["ArrowDown", "ArrowUp"].includes(event.key) && event.target.matches?.("[data-rows] .ti")) { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); return; }
  const own = PLAIN[event.key];
  if (own) { own(); event.preventDefault(); } else if (event.key.length === 1 && press(event.key)) event.preventDefault();
});

tick();
setInterval(tick, 30000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tick(); });
