// Pages that no link leads to: refusals and errors, each brought about in the browser as a person would meet it.
import { linksOf } from "./crawl.mjs";

/** Changes the form that posts somewhere and sends it, past the browser's own checks. */
async function send(tab, part, change) {
  const sent = await tab.evaluate(({ part, change }) => {
    const form = [...document.querySelectorAll('form[method="post"]')].find((it) => it.getAttribute("action").includes(part));
    if (!form) return false;
    for (const [name, value] of Object.entries(change)) {
      for (const it of form.querySelectorAll(`[name="${name}"]`)) it.value = value;
    }
    HTMLFormElement.prototype.submit.call(form);
    return true;
  }, { part, change });
  if (!sent) throw new Error(`no form posts to ${part} on ${tab.url()}`);
  await tab.waitForNavigation({ waitUntil: "load" });
}

/** The first link of a page, found by the crawl, that fits. */
function find(pages, role, fits) {
  for (const page of pages.filter((it) => it.who === role && it.status === 200)) {
    const link = linksOf(page.text).find((it) => fits.test(it));
    if (link) return link;
  }
  throw new Error(`${role} has no link like ${fits}`);
}

/** What is refused on an installation that is still empty. */
export const ON_EMPTY = [
  { name: "a first form that lacks what it needs", status: 422, who: null, at: "/first", act: (tab) => send(tab, "/first", { name: "", password: "x" }) },
];

/** Each refusal: what it is called, its status, who meets it, where it begins, and what is done there. */
export function refusals(pages, links) {
  const analyst = "service-desk-analyst";
  const record = (fits) => find(pages, analyst, fits);
  const why = record(/^\/INC-\d+\/why\/(?!amend)/);
  const incident = record(/^\/INC-\d+$/);
  return [
    { name: "a page that is not there", status: 404, who: analyst, at: "/nothing-here" },
    { name: "a page that is not there, for a stranger", status: 404, who: null, at: "/not/a/page/here" },
    { name: "a record that is not there", status: 404, who: "user", at: "/INC-999999" },
    { name: "a move that is not theirs", status: 403, who: analyst, at: why.replace("/why/", "/") },
    { name: "a form with a wrong token", status: 403, who: analyst, at: "/profile", act: (tab) => send(tab, "/profile", { csrf: "wrong" }) },
    { name: "a page that only takes forms", status: 405, who: analyst, at: "/sign-out" },
    { name: "a record that has changed meanwhile", status: 409, who: analyst, at: `${incident}/edit`, act: (tab) => send(tab, "/edit", { version: "0" }) },
    { name: "a form that lacks what it needs", status: 422, who: analyst, at: "/new/incident/log", act: (tab) => send(tab, "/new/incident/log", { title: "" }) },
    { name: "a filter that is not understood", status: 422, who: analyst, at: "/w/team?q=colour%3Ared" },
    { name: "a password that is too short", status: 422, who: analyst, at: "/profile/password", act: (tab) => send(tab, "/profile/password", { password: "short", again: "short" }) },
    { name: "a sign-in link that is spent", status: 401, who: null, at: links.spent, act: (tab) => send(tab, "/sign-in/link/", {}) },
    { name: "a wrong password", status: 401, who: null, at: "/sign-in", act: (tab) => send(tab, "/sign-in", { name: "nobody", password: "wrong" }) },
    {
      name: "too many tries", status: 429, who: null, at: "/sign-in",
      act: async (tab) => {
        for (let at = 0; at < 12; at += 1) {
          await tab.goto(new URL("/sign-in", tab.url()).href);
          await send(tab, "/sign-in", { name: "nobody", password: `guess ${at}` });
        }
      },
    },
  ];
}
