// Bundles src/ into the shell's static files. The result is never committed; `make setup` runs this after `npm ci`.
// Says how large each file is and stops when the charts outgrow what a first page may weigh.

import { mkdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const LARGEST_GZIPPED_KB = 230;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = here("../src/tidehead/city/shell/static/built");

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const result = await build({
  entryPoints: [here("src/charts.js")],
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  splitting: true,
  chunkNames: "[name]-[hash]",
  target: ["es2022"],
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});

const outputs = result.metafile.outputs;
const sizeOf = async (path) => gzipSync(await readFile(path), { level: 6 }).length / 1000;

/** What a page loads for its charts before anybody asks for a download: charts.js and what it imports at once. */
function firstLoad(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const each of outputs[path].imports) if (each.kind === "import-statement") firstLoad(each.path, seen);
  return seen;
}

for (const path of Object.keys(outputs)) {
  console.log(`${path.split("/").at(-1)}  ${(outputs[path].bytes / 1000).toFixed(0)} kB, ${(await sizeOf(path)).toFixed(0)} kB gzipped`);
}
let first = 0;
for (const path of firstLoad(Object.keys(outputs).find((each) => each.endsWith("/charts.js")))) first += await sizeOf(path);
console.log(`A page with charts loads ${first.toFixed(0)} kB gzipped.`);
if (first > LARGEST_GZIPPED_KB) {
  console.error(`At most ${LARGEST_GZIPPED_KB} kB: leave out a chart type or a component, or load it later.`);
  process.exitCode = 1;
}
