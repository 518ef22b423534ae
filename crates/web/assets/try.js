// Tries an operation from the page about the interface for programs, as the reader, and shows the answer.

const csrf = document.querySelector("#api")?.dataset.csrf ?? "";

const ask = (form) => {
  const { verb, path } = form.dataset;
  const query = new URLSearchParams();
  let url = path;
  for (const field of form.querySelectorAll("[data-in]")) {
    if (field.dataset.in === "path") url = url.replace("{" + field.name + "}", encodeURIComponent(field.value));
    else if (field.value) query.set(field.name, field.value);
  }
  if (query.size) url += "?" + query;
  const headers = { Accept: "application/json" };
  const body = form.querySelector("[data-body]")?.value;
  if (body) headers["Content-Type"] = "application/json";
  if (verb !== "GET") headers["X-Csrf-Token"] = csrf;
  return fetch(url, { method: verb, headers, body, credentials: "same-origin" });
};

const pretty = (text) => {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
};

for (const form of document.querySelectorAll("[data-try]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const place = form.querySelector("[data-answer]");
    place.hidden = false;
    place.textContent = "Asking";
    try {
      const answer = await ask(form);
      place.textContent = answer.status + " " + answer.statusText + "\n\n" + pretty(await answer.text());
    } catch (fault) {
      place.textContent = "No answer: " + fault.message;
    }
  });
}
