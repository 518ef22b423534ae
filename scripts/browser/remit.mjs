// Starts the program under test on loopback and asks it things, with nothing but its own cookies.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const REMIT = process.env.REMIT ?? new URL("../../target/debug/remit", import.meta.url).pathname;
const STARTED_WITHIN = 60_000;

/** Starts `remit` with arguments, on a port that is free and data that are gone afterwards. */
async function start(args, ready) {
  const data = mkdtempSync(join(tmpdir(), "remit-pages-"));
  const child = spawn(REMIT, [...args, "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => child.on("exit", done));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  let said = "";
  const address = await new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error(`remit ${args[0]} did not start:\n${said}`)), STARTED_WITHIN);
    const read = (part) => {
      said += part;
      const found = ready(said);
      if (found) {
        clearTimeout(late);
        done(found);
      }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", () => fail(new Error(`remit ${args[0]} ended:\n${said}`)));
  });
  return { ...address, stop };
}

/** The sample organisation, with its sign-ins. */
export function demo() {
  return start(["demo", "--json"], (said) => {
    const line = said.split("\n").find((it) => it.startsWith("{") && it.endsWith("}"));
    return line && JSON.parse(line);
  });
}

/** An installation that nobody has been appointed on. */
export function empty() {
  return start(["serve"], (said) => {
    const url = /ready at (\S+)\n/.exec(said)?.[1];
    return url && { url, sign_ins: [] };
  });
}

/** Somebody who asks without a browser: cookies, and the origin that forms are sent from. */
export class Client {
  constructor(base) {
    this.base = base;
    this.cookies = new Map();
  }

  async ask(path, form) {
    const headers = { cookie: [...this.cookies].map((it) => it.join("=")).join("; "), origin: this.base };
    const body = form && new URLSearchParams(form);
    const answer = await fetch(this.base + path, { method: form ? "POST" : "GET", headers, body, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(";")[0].split("=");
      if (line.includes("Max-Age=0")) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const kind = answer.headers.get("content-type") ?? "";
    const is_page = kind.startsWith("text/html");
    const text = is_page ? await answer.text() : (await answer.arrayBuffer(), "");
    return { status: answer.status, to: answer.headers.get("location"), is_page, text };
  }

  /** Signs in by a link, as somebody who presses its button. */
  async enter(link) {
    const done = await this.ask(link.slice(this.base.length), {});
    if (done.status !== 303) throw new Error(`a sign-in link answers ${done.status}`);
    return this;
  }

  /** The cookies as a browser takes them. */
  forBrowser() {
    return [...this.cookies].map(([name, value]) => ({ name, value, url: this.base }));
  }
}
