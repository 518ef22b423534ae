// Every page type, in both themes, as a browser shows it. Ends with 1 where anything is wrong.
//
//   node check.mjs             each page type once, at two widths; after every seeded fault was found
//   node check.mjs --all       every page that the crawl finds, at four widths
//   node check.mjs --fault X   with a fault put into every page: must end with 1
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { crawl, chosen, typeOf } from "./crawl.mjs";
import { FAULTS, isFound, spoil, weighedSpoilt } from "./faults.mjs";
import { look, THEMES, watched, weighed, WIDTHS } from "./look.mjs";
import { ON_EMPTY, refusals } from "./refused.mjs";
import { Client, demo, empty } from "./remit.mjs";

const ROLES = ["user", "service-desk-analyst", "incident-manager", "service-owner", "process-owner", "lt-sponsor", "itsm-programme-manager"];
const AT_ONCE = 2;
const all = process.argv.includes("--all");
const fault = process.argv.includes("--fault") ? process.argv[process.argv.indexOf("--fault") + 1] : null;
if (fault !== null && !(fault in FAULTS)) throw new Error(`--fault takes one of ${Object.keys(FAULTS).join(", ")}`);

const every = (themes, widths) => themes.flatMap((theme) => widths.map((width) => ({ theme, width })));
/** How a page is looked at: the first of its route in full, what is new in both themes once, the others in one way, by turns. */
const IN_FULL = every(THEMES, all ? WIDTHS : [1440, 390]).map((it) => ({ ...it, colours: !all && it.theme === "dark" }));
const IN_SHORT = all ? IN_FULL : [{ theme: "light", width: 390 }, { theme: "dark", width: 1440 }];

const began = Date.now();
const since = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
const say = (text) => process.stdout.write(`${text}\n`);
const report = [];
function judge(what, found) {
  if (found.length > 0) report.push({ what, found });
}

/** Signs in as each role and crawls; then the same on an installation that is new. */
async function gather(town, fresh) {
  const clients = new Map();
  const [pages, known] = [[], { inside: new Map(), outside: new Map(), nobody: new Map(), first: new Map() }];
  const most = all ? 40 : 1;
  const visit = async (base, client, who, side) => {
    const found = await crawl(client, who, known[side], most);
    pages.push(...found.map((it) => ({ ...it, base, side })));
  };
  for (const role of ROLES) {
    const sign_in = town.sign_ins.find((it) => it.role === role);
    if (!sign_in) throw new Error(`the demo has no sign-in for ${role}`);
    const client = await new Client(town.url).enter(sign_in.url);
    clients.set(`${town.url} ${role}`, client);
    await visit(town.url, client, role, role === "user" ? "outside" : "inside");
  }
  await visit(town.url, new Client(town.url), "nobody", "nobody");
  await visit(fresh.url, new Client(fresh.url), "nobody", "first");
  const first = new Client(fresh.url);
  const begun = await first.ask("/first", { organisation: "Nordhaven", name: "Ada Byron", mail: "ada@remit.invalid", password: "three plain words" });
  if (begun.status !== 303) throw new Error(`the first appointment is answered with ${begun.status}`);
  clients.set(`${fresh.url} first`, first);
  await visit(fresh.url, first, "first", "first");
  return { pages, clients };
}

/** A browser's context for somebody. */
async function context(browser, base, client) {
  const made = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce" });
  if (client) await made.addCookies(client.forBrowser());
  if (fault) await spoil(made, fault);
  return { made, ...(await watched(made, base)) };
}

/** Does work on several at once; each worker has a desk to keep things on. */
async function several(items, work) {
  const waiting = [...items];
  const one = async () => {
    const desk = new Map();
    for (let it = waiting.shift(); it; it = waiting.shift()) await work(it, desk);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** Shows that each fault is found, on one page that has forms. */
async function faultsAreFound(browser, town, clients, pages) {
  const [role, path] = ["service-desk-analyst", "/new/incident/log"];
  const page = pages.find((it) => it.who === role && it.path === path);
  if (!page) throw new Error(`the crawl has not found ${path}`);
  await several(Object.keys(FAULTS), async (name) => {
    const made = await browser.newContext({ reducedMotion: "reduce" });
    await made.addCookies(clients.get(`${town.url} ${role}`).forBrowser());
    await spoil(made, name);
    const watching = await watched(made, town.url);
    await watching.tab.goto(town.url + path);
    const found = [...(await look(watching, IN_SHORT, path)), ...weighedSpoilt(page, name)];
    if (!isFound(name, found)) judge(`the seeded fault "${name}"`, ["was not found", ...found]);
    await made.close();
  });
}

/** Brings a refusal about and looks at its page. */
async function bringAbout(browser, base, clients, it) {
  const { made, tab, wrong } = await context(browser, base, it.who && clients.get(`${base} ${it.who}`));
  let status = 0;
  tab.on("response", (answer) => {
    if (answer.request().isNavigationRequest()) status = answer.status();
  });
  await tab.goto(base + it.at);
  if (it.act) await it.act(tab);
  const found = await look({ tab, wrong }, IN_FULL, it.at);
  if (status !== it.status) found.push(`is answered with ${status}, not ${it.status}`);
  judge(it.name, found);
  await made.close();
}

async function main(town, fresh, browser) {
  // The link is spent before anybody comes: whoever follows it again is told so.
  const spare = town.sign_ins.find((it) => !ROLES.includes(it.role));
  await new Client(town.url).enter(spare.url);
  for (const it of ON_EMPTY) await bringAbout(browser, fresh.url, new Map(), it);
  const { pages, clients } = await gather(town, fresh);
  for (const page of pages) judge(`${page.path} for ${page.who}`, fault ? weighedSpoilt(page, fault) : weighed(page));
  const picked = all ? pages.map((it) => ({ ...it, is_first: true })) : chosen(pages);
  say(`${pages.length} pages of ${new Set(pages.map((it) => typeOf(it.path).route)).size} routes crawled, ${picked.length} to look at (${since()})`);
  if (!fault) await faultsAreFound(browser, town, clients, pages);

  const tabs = new Map();
  let looked = 0;
  await several(picked, async (page, at_desk) => {
    const key = `${page.base} ${page.who}`;
    if (!at_desk.has(key)) at_desk.set(key, await context(browser, page.base, clients.get(key)));
    const { tab, wrong } = at_desk.get(key);
    await tab.goto(page.base + page.path);
    const turn = looked % IN_SHORT.length;
    const ways = page.is_first ? IN_FULL : page.is_new ? IN_SHORT : IN_SHORT.slice(turn, turn + 1);
    judge(`${page.path} for ${page.who}`, await look({ tab, wrong }, ways, typeOf(page.path).route));
    looked += ways.length;
  });
  const refused = refusals(pages, { spent: spare.url.slice(town.url.length) });
  // The last one uses up the tries of this machine, so it stays the last.
  const last = refused.pop();
  const bring = (it) => bringAbout(browser, town.url, clients, it);
  await several(refused, bring);
  await bring(last);
  looked += (refused.length + 1) * IN_FULL.length;
  say(`looked ${looked} times (${since()})`);
}

const [town, fresh] = await Promise.all([demo(), empty()]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
});
try {
  await main(town, fresh, browser);
} finally {
  await browser.close();
  await Promise.all([town.stop(), fresh.stop()]);
}
const lines = report.map(({ what, found }) => `${what}\n${found.map((it) => `  ${it}\n`).join("")}`);
writeFileSync(new URL("../../target/pages.txt", import.meta.url), lines.join("\n"));
if (report.length > 0) {
  say(lines.slice(0, 40).join(""));
  say(`${report.length} pages are not as they must be; all of it is in target/pages.txt`);
  process.exit(1);
}
say("every page is as it must be");
