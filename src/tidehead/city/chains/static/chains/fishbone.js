// The fishbone on a page: enlarge, make smaller, fit, move with the keys, print, take away as PNG.

const STEPS = ["", "zoom-2", "zoom-3", "zoom-4", "zoom-5", "zoom-6"]; // each a quarter larger
const STRIDE = 80; // pixels that an arrow key moves

for (const figure of document.querySelectorAll("[data-fishbone]")) {
  const place = figure.querySelector(".fishbone__place--wide");
  let step = 0;

  const zoom = (to) => {
    const middle = [place.scrollLeft + place.clientWidth / 2, place.scrollTop + place.clientHeight / 2];
    const before = place.scrollWidth;
    step = Math.min(STEPS.length - 1, Math.max(0, to));
    for (const each of STEPS) if (each) place.classList.toggle(each, each === STEPS[step]);
    const grown = place.scrollWidth / before;
    place.scrollTo(middle[0] * grown - place.clientWidth / 2, middle[1] * grown - place.clientHeight / 2);
  };
  const verbs = { in: () => zoom(step + 1), out: () => zoom(step - 1), fit: () => zoom(0) };

  for (const button of figure.querySelectorAll("[data-fishbone-zoom]")) {
    button.addEventListener("click", () => verbs[button.dataset.fishboneZoom]());
  }
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = { "+": verbs.in, "=": verbs.in, "-": verbs.out, 0: verbs.fit };
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (keys[event.key]) keys[event.key]();
    else if (moves[event.key]) place.scrollBy(moves[event.key][0] * STRIDE, moves[event.key][1] * STRIDE);
    else return;
    event.preventDefault();
  });

  // Drag with the mouse; a finger scrolls by itself. A drag is no click on the link under it.
  let held = null;
  let dragged = false;
  place.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0) held = [event.clientX, event.clientY];
    dragged = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held[0], event.clientY - held[1]];
    if (Math.abs(x) + Math.abs(y) > 4) dragged = true;
    if (dragged) {
      place.scrollBy(-x, -y);
      held = [event.clientX, event.clientY];
    }
  });
  window.addEventListener("pointerup", () => (held = null));
  place.addEventListener("click", (event) => dragged && event.preventDefault(), true);
  place.addEventListener("dragstart", (event) => event.preventDefault());

  figure.querySelector("[data-fishbone-print]")?.addEventListener("click", () => window.print());
  figure.querySelector("[data-fishbone-png]")?.addEventListener("click", async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await savePng(figure.querySelector("[data-fishbone-svg]").href, button.dataset.fishbonePng);
    } finally {
      button.disabled = false;
    }
  });
}

/** Draw the file of the fishbone on a canvas, twice as fine as it is, and save it. */
async function savePng(address, name) {
  const answer = await fetch(address);
  const url = URL.createObjectURL(new Blob([await answer.text()], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(url);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
