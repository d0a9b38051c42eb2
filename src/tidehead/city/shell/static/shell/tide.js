// What every page does without a page of its own: theme, keys, drawer, tables, uploads, messages.
// Nothing here is needed to read a page: without scripts, figures lead to their source and tables stand as they are.

const strings = JSON.parse(document.getElementById("shell-strings")?.textContent ?? "{}");

export function say(key, values = {}) {
  const words = strings[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_whole, name) => values[name] ?? "");
}

// ---- Addresses ---------------------------------------------------------------------------------------------------

/** Keep a state in the address, without a new step in the history; an empty value is left out. */
function keepInAddress(name, value) {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(history.state, "", address);
}

/** Only the drawers of this very site: a link must not make any other address, an uploaded file say, part of the page. */
function isSourcePath(path) {
  return isOwnPath(path) && /\/source\/(\?|$)|^\/sources\/[^/]+\/at\/[^/]+\/$/.test(path);
}

/** Only a path of this very site: "//elsewhere" and "javascript:" are not. */
function isOwnPath(path) {
  return /^\/(?![/\\])/.test(path) && new URL(path, location.href).origin === location.origin;
}

// ---- Theme ---------------------------------------------------------------------------------------------------------

const THEMES = ["auto", "light", "dark"];

function currentTheme() {
  return document.documentElement.dataset.theme ?? "auto";
}

function showTheme() {
  for (const label of document.querySelectorAll("[data-theme-label]")) label.textContent = say(`theme_${currentTheme()}`);
  document.dispatchEvent(new CustomEvent("tide:theme"));
}

function turnTheme() {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
  if (next === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("tidehead-theme", next);
  } catch {
    toast(say("theme_" + next));
  }
  showTheme();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);

// ---- Messages ------------------------------------------------------------------------------------------------------

export function toast(words, { lasting = 8000 } = {}) {
  const place = document.getElementById("toasts");
  const note = document.createElement("div");
  note.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", say("close"));
  close.addEventListener("click", () => note.remove());
  note.append(text, close);
  place.append(note);
  if (lasting) setTimeout(() => note.remove(), lasting);
}

const FAILURES = { 401: "signed_out", 403: "not_allowed", 404: "not_found", 413: "too_large", 429: "too_many" };

export function failureWords(status) {
  if (!status) return say("network_failed");
  return say(FAILURES[status] ?? "server_failed");
}

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, target } = event.detail;
  if (target?.id === "drawer-body") showInDrawer(failureWords(xhr.status));
  else toast(failureWords(xhr.status));
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.target?.id === "drawer-body") showInDrawer(say("network_failed"));
    toast(say("network_failed"));
  });
}

// ---- Drawer --------------------------------------------------------------------------------------------------------

const drawer = document.getElementById("drawer");
const drawerBody = document.getElementById("drawer-body");
let opener = null;

function showInDrawer(words) {
  const note = document.createElement("p");
  note.className = "notice notice--error";
  note.textContent = words;
  drawerBody.replaceChildren(note);
}

function showLoading() {
  const wait = document.createElement("div");
  wait.className = "loading";
  wait.setAttribute("aria-label", say("loading"));
  wait.append(...[1, 2, 3].map(() => document.createElement("i")));
  drawerBody.replaceChildren(wait);
}

/** Open the drawer on the address of a source; the address bar keeps it, so that it can be sent to somebody. */
export async function openSource(path, from = null) {
  if (!drawer || !isSourcePath(path)) return;
  opener?.setAttribute?.("aria-expanded", "false");
  opener = from;
  opener?.setAttribute?.("aria-expanded", "true");
  drawer.hidden = false;
  showLoading();
  drawer.focus({ preventScroll: true });
  keepInAddress("source", path);
  document.dispatchEvent(new CustomEvent("tide:drawer"));
  // A failed request has been spoken of by the listeners above; its promise has nothing more to say.
  await window.htmx.ajax("GET", path, { target: "#drawer-body", swap: "innerHTML" }).catch(() => undefined);
  if (drawer.hidden) return;
  drawer.scrollTop = 0;
  (drawerBody.querySelector(".drawer__title") ?? drawer).focus({ preventScroll: true });
}

function closeDrawer() {
  if (!drawer || drawer.hidden) return;
  drawer.hidden = true;
  drawerBody.replaceChildren();
  keepInAddress("source", "");
  opener?.setAttribute?.("aria-expanded", "false");
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
  document.dispatchEvent(new CustomEvent("tide:drawer"));
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    toast(say("copied"), { lasting: 2500 });
  } catch {
    toast(location.href);
  }
}

// ---- Tables --------------------------------------------------------------------------------------------------------

function tableParts(block) {
  const body = block.querySelector("tbody");
  return {
    name: block.dataset.table,
    body,
    rows: body ? [...body.rows] : [],
    heads: [...block.querySelectorAll("thead th")],
    search: block.querySelector("[data-table-search]"),
    filters: [...block.querySelectorAll("[data-table-filter]")],
  };
}

/** Unknown values have an empty key and stay last, whichever way the column is turned. */
function byKey(index, numeric, direction) {
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  return (one, other) => {
    const [a, b] = [one.cells[index].dataset.key, other.cells[index].dataset.key];
    if (a === "" || b === "") return (a === "") - (b === "");
    return direction * (numeric ? Number(a) - Number(b) : words.compare(a, b));
  };
}

function sortTable(block, index, direction) {
  const { name, body, rows, heads } = tableParts(block);
  const head = heads[index];
  if (!head?.dataset.sort) return;
  rows.sort(byKey(index, head.dataset.sort === "number", direction));
  body.append(...rows);
  for (const each of heads) if (each.dataset.sort) each.setAttribute("aria-sort", "none");
  head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  keepInAddress(`${name}.sort`, `${direction < 0 ? "-" : ""}${index}`);
}

function filterTable(block) {
  const { name, rows, search, filters } = tableParts(block);
  const wanted = (search?.value ?? "").trim().toLocaleLowerCase();
  let shown = 0;
  for (const row of rows) {
    const fits =
      (!wanted || row.textContent.toLocaleLowerCase().includes(wanted)) &&
      filters.every((each) => !each.value || cellWords(row.cells[each.dataset.tableFilter]) === each.value);
    row.hidden = !fits;
    shown += fits;
  }
  block.querySelector("[data-table-count]").textContent = say("rows_shown", { shown, all: rows.length });
  block.querySelector("[data-table-none]").hidden = shown > 0;
  keepInAddress(`${name}.q`, search?.value ?? "");
  for (const each of filters) keepInAddress(`${name}.f${each.dataset.tableFilter}`, each.value);
}

function cellWords(cell) {
  const words = cell.querySelector(".light__word") ?? cell;
  return [...words.childNodes].filter((node) => !node.classList?.contains("cell-note")).map((node) => node.textContent).join("").trim();
}

function setUpTable(block) {
  if (block.dataset.ready || !block.querySelector("tbody")) return;
  block.dataset.ready = "yes";
  const { name, heads, search, filters } = tableParts(block);
  const asked = new URL(location.href).searchParams;
  heads.forEach((head, index) => {
    head.querySelector("button")?.addEventListener("click", () => {
      const first = head.dataset.sort === "number" ? "descending" : "ascending";
      const turned = head.getAttribute("aria-sort") === first ? -1 : 1;
      sortTable(block, index, turned * (first === "ascending" ? 1 : -1));
    });
  });
  search?.addEventListener("input", () => filterTable(block));
  for (const each of filters) each.addEventListener("change", () => filterTable(block));
  block.querySelector("[data-table-clear]")?.addEventListener("click", () => {
    for (const each of [search, ...filters]) if (each) each.value = "";
    filterTable(block);
  });
  if (search && asked.has(`${name}.q`)) search.value = asked.get(`${name}.q`);
  for (const each of filters) each.value = asked.get(`${name}.f${each.dataset.tableFilter}`) ?? "";
  if (search?.value || filters.some((each) => each.value)) filterTable(block);
  const sort = asked.get(`${name}.sort`);
  if (/^-?\d+$/.test(sort ?? "")) sortTable(block, Math.abs(Number(sort)), sort.startsWith("-") ? -1 : 1);
}

// ---- Uploads -------------------------------------------------------------------------------------------------------

/** Send a form with its progress shown. The server answers with HX-Redirect or a redirect; refusals are said in words. */
function sendUpload(form) {
  const progress = form.querySelector("progress");
  const button = form.querySelector("[type=submit]");
  const request = new XMLHttpRequest();
  const state = (words, failed = false) => {
    const place = form.querySelector("[data-upload-state]");
    place.textContent = words;
    place.classList.toggle("is-error", failed);
  };
  const end = (words) => {
    progress.hidden = true;
    button.disabled = false;
    state(words, true);
  };
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    progress.value = (100 * event.loaded) / event.total;
    const percent = Math.floor(progress.value);
    state(percent < 100 ? say("uploading", { percent }) : say("processing"));
    if (percent >= 100) progress.removeAttribute("value");
  });
  request.addEventListener("load", () => {
    if (request.status < 400) location.assign(request.getResponseHeader("HX-Redirect") ?? request.responseURL);
    else end(refusalWords(request));
  });
  request.addEventListener("error", () => end(say("network_failed")));
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken?.value ?? "");
  progress.hidden = false;
  button.disabled = true;
  state(say("uploading", { percent: 0 }));
  request.send(new FormData(form));
}

/** The server's own words where it has any, else ours for the status. */
function refusalWords(request) {
  const type = request.getResponseHeader("Content-Type") ?? "";
  if (type.includes("json")) {
    try {
      return JSON.parse(request.responseText).detail ?? failureWords(request.status);
    } catch {
      return failureWords(request.status);
    }
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const words = [...page.querySelectorAll(".problem__detail, [role=alert], p")].map((each) => each.textContent.trim());
  return page.querySelector("html[lang]") || !words.length ? failureWords(request.status) : words.join(" ");
}

function setUpUpload(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "yes";
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendUpload(form);
  });
  for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("is-over", over);
      if (name === "drop" && event.dataTransfer.files.length) form.querySelector("[type=file]").files = event.dataTransfer.files;
    });
  }
}

// ---- Keys, clicks, the clock of the wall ----------------------------------------------------------------------------

function isTyping(target) {
  return target.matches?.("input, textarea, select, [contenteditable]");
}

function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("[data-menu][open]")) if (!menu.contains(except)) menu.open = false;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!document.querySelector("dialog[open]")) closeDrawer();
    return;
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const field = [...document.querySelectorAll("[data-search]")].find((each) => each.offsetParent);
    const page = document.querySelector(".phone-bar a[href*='search'], .menu__nav a[href*='search']");
    if (field) field.focus();
    else if (page) location.assign(page.href);
    else return;
    event.preventDefault();
  } else if (event.key === "?") {
    event.preventDefault();
    document.getElementById("help")?.showModal();
  }
});

document.addEventListener("click", (event) => {
  closeMenus(event.target);
  const hit = (selector) => event.target.closest?.(selector);
  const source = hit("[data-source]");
  if (source && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    openSource(source.dataset.source, source);
  } else if (hit("[data-drawer-close]")) closeDrawer();
  else if (hit("[data-copy-link]")) copyLink();
  else if (hit("[data-theme-toggle]")) turnTheme();
  else if (hit("[data-help]")) {
    closeMenus();
    document.getElementById("help")?.showModal();
  } else if (hit("[data-language]")) {
    const address = new URL(location.href);
    address.searchParams.set("lang", new URL(hit("[data-language]").href).searchParams.get("lang"));
    hit("[data-language]").href = address;
  }
});

function tick() {
  const now = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date());
  for (const clock of document.querySelectorAll("[data-clock]")) clock.textContent = now;
}

// ---- The wall: renews itself, and shows no row that does not fit --------------------------------------------------

/** A wall screen is left alone for days: it loads itself again, but not while somebody is looking something up. */
function setUpRenewal(seconds) {
  setInterval(async () => {
    if (!drawer.hidden || document.hidden) return;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) location.reload();
    } catch {
      toast(say("network_failed"));
    }
  }, seconds * 1000);
}

/** Rows go from the end until the panel holds the rest whole. */
function fitPanel(panel) {
  const rows = [...panel.querySelectorAll(".worklist > li, .timeline > li, tbody > tr")];
  for (const row of rows) row.hidden = false;
  while (rows.length > 1 && panel.scrollHeight > panel.clientHeight + 1) rows.pop().hidden = true;
}

function fitWall() {
  for (const panel of document.querySelectorAll(".wall .panel")) fitPanel(panel);
}

function setUp(root) {
  for (const block of root.querySelectorAll("[data-table]")) setUpTable(block);
  for (const form of root.querySelectorAll("form[data-upload]")) setUpUpload(form);
}

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-submit]")) event.target.form?.requestSubmit();
});

document.addEventListener("htmx:load", (event) => setUp(event.detail.elt.parentElement ?? document));
setUp(document);
showTheme();
if (document.querySelector("[data-clock]")) {
  tick();
  setInterval(tick, 10_000);
}
if (document.body.matches(".wall")) {
  fitWall();
  addEventListener("resize", fitWall);
  document.fonts?.ready.then(fitWall);
}
if (document.body.dataset.renew) setUpRenewal(Number(document.body.dataset.renew));
const asked = new URL(location.href).searchParams.get("source");
if (asked) openSource(asked);
document.addEventListener("tide:source", (event) => openSource(event.detail.path, event.detail.from));
