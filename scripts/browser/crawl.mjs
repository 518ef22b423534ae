// Finds the pages: follows every link, and says which pages are of one type and which show something new.

/** Pages of a record that are not its moves. */
const OF_RECORD = new Set(["attach", "clocks", "edit", "journal", "links", "people", "say"]);
/** What is named in the second part of a path, by the first. */
const BELOW = { w: "view", t: "kind", people: "id", teams: "key", files: "id" };
const NUMBER = /^[A-Z][A-Z0-9]*-\d+$/;

/** The route that a path belongs to, and what it is of: `/INC-1/resolve` is `/{number}/{step}` of `INC resolve`. */
export function typeOf(path) {
  const { pathname, searchParams } = new URL(path, "http://here");
  const parts = pathname.split("/").slice(1);
  const of = [];
  const put = (name, value) => {
    // One person's page is like another's; one type's is not.
    if (name !== "id" && name !== "key") of.push(value);
    return `{${name}}`;
  };
  const named = parts.map((part, at) => {
    const before = parts[at - 1];
    if (at === 0 && NUMBER.test(part)) return put("number", part.split("-")[0]);
    if (at === 1 && NUMBER.test(before)) return OF_RECORD.has(part) || part === "move" || part === "why" ? part : put("step", part);
    if (at === 2 && NUMBER.test(parts[0])) return put("step", part);
    if (at === 1 && before in BELOW) return put(BELOW[before], part);
    if (/^\d+$/.test(part)) return put("id", part);
    if (at === 1 && before === "who" && part !== "findings") return put("practice", part);
    if (parts[0] === "new" && at > 0) return put(at === 1 ? "kind" : "step", part);
    return part;
  });
  const asked = [...new Set(searchParams.keys())].sort().join("&");
  const route = "/" + named.join("/") + (asked && `?${asked}`);
  return { route, of: of.join(" ") };
}

/** Where a page leads by links and by forms that only ask. */
export function linksOf(page) {
  const plain = (text) => text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");
  const links = [...page.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map((it) => plain(it[1]));
  const forms = [...page.matchAll(/<form\b[^>]*>/g)].map((it) => it[0]).filter((it) => !/method="post"/i.test(it));
  const asks = forms.map((it) => /action="([^"]*)"/.exec(it)).filter(Boolean).map((it) => plain(it[1]));
  return [...links, ...asks].map((it) => it.split("#")[0]).filter((it) => it.startsWith("/") && !it.startsWith("//"));
}

/** What a page is made of: its tags with their classes and kinds. */
export function vocabularyOf(page) {
  const words = new Set();
  for (const [, tag, rest] of page.matchAll(/<([a-z][a-z0-9-]*)((?:\s+[^<>\s=]+(?:="[^"]*")?)*)\s*\/?>/g)) {
    words.add(tag);
    for (const [, name, value] of rest.matchAll(/\s([^\s="]+)(?:="([^"]*)")?/g)) {
      if (name === "class") value.split(/\s+/).forEach((it) => words.add(`${tag}.${it}`));
      else if (name === "type" || name === "role") words.add(`${tag}[${name}=${value}]`);
      else if (name.startsWith("aria-") || name.startsWith("data-")) words.add(`${tag}[${name}]`);
    }
  }
  return words;
}

/** What is asked for besides links: pages that only script or a form leads to. */
const SEEDS = ["/", "/portal", "/w/my-work", "/w/team", "/t", "/new", "/search?q=card", "/search?q=nothing-like-it", "/search",
  "/palette?q=inc", "/palette", "/duties", "/who", "/who/findings", "/keys", "/api", "/inbox", "/profile",
  "/profile/password", "/profile/tokens", "/nothing-here", "/sign-out"];

/**
 * Follows the links of one person. `known` counts pages by type over all people of their side; of a type, `most` are asked for.
 * Everything that is a page comes back, with its path, status and text.
 */
export async function crawl(client, who, known, most) {
  const [seen, waiting, found] = [new Set(SEEDS), [...SEEDS], []];
  while (waiting.length > 0) {
    const some = waiting.splice(0, 4);
    const answers = await Promise.all(some.map((path) => client.ask(path)));
    answers.forEach((answer, at) => {
      if (answer.is_page) found.push({ path: some[at], who, status: answer.status, text: answer.text });
      const on = answer.is_page ? linksOf(answer.text) : [];
      if (answer.to?.startsWith("/")) on.push(answer.to.split("#")[0]);
      for (const path of on) {
        const { route, of } = typeOf(path);
        const [key, count] = [`${route} ${of}`, known.get(`${route} ${of}`) ?? 0];
        if (seen.has(path) || count >= most) continue;
        seen.add(path);
        known.set(key, count + 1);
        waiting.push(path);
      }
    });
  }
  return found;
}

/**
 * Of all pages the first of each route on each side, the first record of each type, and each that shows something that none
 * before it did. The first of a route is looked at in full, what shows something new in two ways, and a record that is only
 * the first of its type in one.
 */
export function chosen(pages) {
  const [routes, records, words, picked] = [new Set(), new Set(), new Set(), []];
  for (const page of pages) {
    const { route, of } = typeOf(page.path);
    const key = `${page.side} ${page.status} ${route}`;
    const is_first = !routes.has(key);
    const is_record = route === "/{number}" && !records.has(of);
    const fresh = [...vocabularyOf(page.text)].filter((it) => !words.has(it));
    if (!is_first && !is_record && fresh.length === 0) continue;
    routes.add(key);
    if (route === "/{number}") records.add(of);
    fresh.forEach((it) => words.add(it));
    picked.push({ ...page, is_first, is_new: fresh.length > 0 });
  }
  return picked;
}
