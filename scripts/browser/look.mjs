// Looks at one page as a browser shows it: axe, policy, console, width, weight, and where it asks.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
/** The rules that a theme can make a difference to; the others are asked once for each width. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const NARROWEST = 320;
/** The most that a page may weigh before it is packed. */
export const HEAVIEST = 60 * 1024;
/** What may be wider than the screen: a table of roles by activities has its own bar to scroll by. */
const MAY_BE_WIDE = /^\/who\/\{practice\}/;

export const THEMES = ["light", "dark"];
export const WIDTHS = [1440, 1100, 700, 390];

/** Makes a tab write down what a page must not do. */
export async function watched(context, base) {
  const tab = await context.newPage();
  const wrong = [];
  await tab.exposeFunction("remitSawPolicy", (what) => wrong.push(`policy: ${what}`));
  await tab.addInitScript(() => {
    addEventListener("securitypolicyviolation", (it) => window.remitSawPolicy(`${it.effectiveDirective} forbids ${it.blockedURI}`));
  });
  tab.on("request", (it) => {
    const to = it.url();
    if (!to.startsWith(`${base}/`) && !to.startsWith("data:")) wrong.push(`asks elsewhere: ${to}`);
  });
  tab.on("pageerror", (it) => wrong.push(`script: ${it.message}`));
  tab.on("console", (it) => {
    // That the page itself was answered with a refusal is what it is for.
    const is_own = it.location().url === tab.url() && it.text().startsWith("Failed to load resource");
    if (["error", "warning"].includes(it.type()) && !is_own) wrong.push(`console: ${it.text()}`);
  });
  return { tab, wrong };
}

/** Everything that is wrong with the page that a tab shows, looked at in the given ways. */
export async function look({ tab, wrong }, ways, route) {
  const found = [];
  for (const { theme, width, colours } of ways) {
    await tab.setViewportSize({ width, height: 900 });
    await tab.emulateMedia({ colorScheme: theme });
    for (const it of await axe(tab, colours)) found.push(`axe (${theme}, ${width} px) ${it}`);
  }
  await tab.setViewportSize({ width: NARROWEST, height: 900 });
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0 && !MAY_BE_WIDE.test(route)) found.push(`scrolls sideways at ${NARROWEST} px, by ${wide} px: ${await widest(tab)}`);
  found.push(...wrong.splice(0));
  return found;
}

async function axe(tab, colours) {
  // Not by a script tag: the page's policy would forbid that, as it should.
  await tab.evaluate(`window.axe ?? (() => { ${AXE} })()`);
  const rules = colours ? { type: "rule", values: COLOURS } : { type: "tag", values: TAGS };
  const violations = await tab.evaluate(async (runOnly) => {
    const done = await window.axe.run(document, { runOnly, resultTypes: ["violations"] });
    return done.violations.flatMap((it) => it.nodes.map((node) => ({ rule: it.id, at: node.target.join(" "), why: node.failureSummary, html: node.html })));
  }, rules);
  return violations.map((it) => `${it.rule} at ${it.at}: ${it.why.replaceAll(/\s+/g, " ")} ${it.html.slice(0, 200)}`);
}

async function widest(tab) {
  return tab.evaluate(() => {
    const over = [...document.querySelectorAll("body *")].filter((it) => it.getBoundingClientRect().right > innerWidth + 1);
    return over.slice(0, 4).map((it) => `${it.tagName.toLowerCase()}.${it.className} "${it.textContent.trim().slice(0, 30)}"`).join(", ");
  });
}

/** What is wrong with a page before any browser sees it. */
export function weighed(page) {
  const found = [];
  const size = Buffer.byteLength(page.text);
  if (size > HEAVIEST) found.push(`weighs ${(size / 1024).toFixed(1)} KB`);
  if (/<[^>]+\sstyle=/.test(page.text)) found.push("holds an inline style");
  if (page.status >= 500) found.push(`is answered with ${page.status}`);
  return found;
}
