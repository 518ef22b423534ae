// Faults put into a page on its way to the browser. Each must be found, else the checks are worth nothing.
import { weighed, HEAVIEST } from "./look.mjs";

/** What is done to a page, and how what is found must begin. */
export const FAULTS = {
  label: { spoil: (page) => page.replaceAll("<label", "<span").replaceAll("</label", "</span").replaceAll("aria-label", "data-no"), found: /^axe .*\b(label|select-name|aria-input-field-name)\b/ },
  contrast: { spoil: (page) => page.replace("<main", '<main data-grey=""').replace("</head>", '<link rel="stylesheet" href="/assets/spoilt.css"></head>'), found: /^axe .*color-contrast/ },
  policy: { spoil: (page) => page.replace("</body>", "<script>document.title = 1</script></body>"), found: /^policy: / },
  console: { spoil: (page) => page.replace("</body>", '<script type="module" src="/assets/spoilt.js"></script></body>'), found: /^(console|script): / },
  elsewhere: { spoil: (page) => page.replace("</body>", '<img alt="" src="http://elsewhere.invalid/a.png"></body>'), found: /^asks elsewhere/ },
  wide: { spoil: (page) => page.replace("<main", '<main data-wide=""').replace("</head>", '<link rel="stylesheet" href="/assets/spoilt.css"></head>'), found: /^scrolls sideways/ },
  heavy: { spoil: (page) => page.replace("</body>", `<!--${"x".repeat(HEAVIEST)}--></body>`), found: /^weighs/ },
};

const SPOILT_CSS = '[data-grey] * { color: #888; background: #999 } [data-wide] { min-width: 900px; display: block }';

/** Puts a fault into every page that a browser's tabs get. */
export async function spoil(context, name) {
  const { spoil } = FAULTS[name];
  await context.route("**/*", async (route) => {
    const path = new URL(route.request().url()).pathname;
    if (path === "/assets/spoilt.css") return route.fulfill({ contentType: "text/css", body: SPOILT_CSS });
    if (path === "/assets/spoilt.js") return route.fulfill({ contentType: "text/javascript", body: "undefined.gone()" });
    if (route.request().resourceType() !== "document") return route.continue();
    const answer = await route.fetch({ maxRedirects: 0 });
    return route.fulfill({ response: answer, body: spoil(await answer.text()) });
  });
}

/** Whether what is found on a spoilt page is what was put there. */
export function isFound(name, found) {
  return found.some((it) => FAULTS[name].found.test(it));
}

/** What is wrong with a page's weight once it is spoilt. */
export function weighedSpoilt(page, name) {
  return weighed({ ...page, text: FAULTS[name].spoil(page.text) });
}
