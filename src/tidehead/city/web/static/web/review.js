// The reading view: text and cards follow each other, and a reviewer can work through them by keyboard.
// Without scripts every link and form on the page works as it stands.

const view = document.querySelector("[data-review]");
const list = document.getElementById("fact-cards");
const MARK_STATES = ["proposed", "accepted", "rejected"];
let advance = false;

const cards = () => [...list.querySelectorAll("[data-card]")];
const currentCard = () => list.querySelector(".card.is-current");
const markOf = (id) => document.getElementById(`fact-${id}`);
const isPhone = () => getComputedStyle(view.querySelector(".review__tabs")).display !== "none";

function show(pane) {
  view.dataset.shown = pane;
  for (const tab of view.querySelectorAll("[data-show]")) {
    if (tab.dataset.show === pane) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function scrollWithin(element, block = "nearest") {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block, behavior: still ? "auto" : "smooth" });
}

/** Make a card the current one: its number is outlined in the text, and both are in sight. */
function choose(card, { focus = true, text = true } = {}) {
  if (!card) return;
  for (const other of view.querySelectorAll(".is-current")) other.classList.remove("is-current");
  card.classList.add("is-current");
  const mark = markOf(card.dataset.card);
  mark?.classList.add("is-current");
  if (focus) card.focus({ preventScroll: true });
  scrollWithin(card);
  if (mark && text && !isPhone()) scrollWithin(mark, "center");
}

/** Show the card of a fact, fetching its surroundings when it is not on the page yet. */
async function openFact(id, url) {
  if (!document.getElementById(`card-${id}`)) {
    const address = new URL(url ?? location.href, location.href);
    address.searchParams.set("fact", id);
    const path = `${location.pathname.replace(/\/$/, "")}/facts/${address.search}`;
    await window.htmx.ajax("GET", path, { target: "#fact-cards", swap: "innerHTML" });
  }
  show("facts");
  choose(document.getElementById(`card-${id}`), { text: false });
  markOf(id)?.classList.add("is-current");
}

function step(by) {
  const all = cards();
  const at = all.indexOf(currentCard());
  choose(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
}

function nextToDecide(after) {
  const all = cards();
  const at = all.indexOf(after);
  return all.slice(at + 1).find((card) => card.dataset.state === "proposed") ?? all[at + 1] ?? after;
}

function act(name) {
  const card = currentCard();
  const control = card?.querySelector(`[data-do="${name}"]`);
  if (!control) {
    // Nothing fits that could be accepted: the reviewer has to say what the fact is.
    if (name === "accept") act("edit");
    return;
  }
  if (control.tagName === "FORM") {
    advance = name === "accept";
    control.requestSubmit();
  } else if (control.tagName === "DETAILS") {
    control.open = true;
    control.querySelector("input:not([type=hidden])").focus();
  } else control.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => act("accept"),
  e: () => act("edit"),
  r: () => act("reject"),
  u: () => act("reopen"),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && event.target.closest?.("[data-card]")) {
    const card = event.target.closest("[data-card]");
    card.querySelector("[data-do=cancel]")?.click();
    for (const open of card.querySelectorAll("details[open]")) open.open = false;
    card.focus({ preventScroll: true });
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

view.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-show]");
  if (tab) {
    event.preventDefault();
    show(tab.dataset.show);
    return;
  }
  const mark = event.target.closest("mark a[data-fact]");
  if (mark && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openFact(mark.dataset.fact, mark.href);
    return;
  }
  const line = event.target.closest("[data-line]");
  if (line) {
    show("text");
    return;
  }
  const card = event.target.closest("[data-card]");
  if (card && !card.classList.contains("is-current")) choose(card, { focus: false });
});

// A refusal comes with the card or the form that says why: it is shown in the card's place, not as a failure.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target?.matches?.("[data-card]") && (xhr.status === 409 || xhr.status === 422)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
    advance = false;
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const card = event.detail.elt?.closest?.("[data-card]");
  if (!card) return;
  const mark = markOf(card.dataset.card);
  mark?.classList.remove(...MARK_STATES.map((state) => `fact--${state}`));
  mark?.classList.add(`fact--${card.dataset.state}`);
  const field = card.querySelector("form[data-edit] [aria-invalid], form[data-edit] input:not([type=hidden])");
  if (field) {
    choose(card, { focus: false });
    field.focus();
  } else choose(advance ? nextToDecide(card) : card);
  advance = false;
});

/** Addresses with a place in them: a line or a fact that another part of the text, or a later card, holds. */
function followHash() {
  const place = /^#(L|fact-|card-)(\d+)/.exec(location.hash);
  if (!place) return;
  const [, kind, number] = place;
  if (kind === "L") {
    if (document.getElementById(`L${number}`)) show("text");
    else location.replace(`?line=${number}${location.hash}`);
  } else if (markOf(number)) {
    openFact(number);
    scrollWithin(markOf(number), "center");
  } else if (new URL(location.href).searchParams.get("fact") !== number) location.replace(`?fact=${number}${location.hash}`);
}

document.documentElement.classList.add("js");
addEventListener("hashchange", followHash);
const asked = new URL(location.href).searchParams.get("fact");
if (asked && document.getElementById(`card-${asked}`)) openFact(asked).then(() => markOf(asked) && scrollWithin(markOf(asked), "center"));
else followHash();
