// A picture to take away: loaded only when somebody asks for one.

// Deep paths, for the reason given in echarts.js.
import { install as GraphicComponent } from "echarts/lib/component/graphic/install.js";
import { install as SVGRenderer } from "echarts/lib/renderer/installSVGRenderer.js";
import { echarts } from "./echarts.js";
import { save } from "./data.js";

echarts.use([GraphicComponent, SVGRenderer]);

/** The finding above and the source below: a picture is passed on without its page. */
export function framed(option, chart, theme, height) {
  const line = (text, top, size, weight, colour) => ({
    type: "text",
    left: 16,
    top,
    style: { text, fontSize: size, fontWeight: weight, fontFamily: theme.font, fill: colour, width: 900, overflow: "break" },
  });
  const source = [chart.source, chart.unit, chart.synthetic ? chart.words.synthetic : "", chart.schematic ? chart.words.schematic : ""];
  return {
    ...option,
    animation: false,
    backgroundColor: theme.surface,
    tooltip: undefined,
    graphic: [
      line(chart.title, 14, 18, 650, theme.ink),
      line(source.filter(Boolean).join(" · "), height - 26, 12, 400, theme["ink-3"]),
    ],
  };
}

/** An SVG text made without touching the page, whose policy would refuse its style attributes. */
export function saveSvg({ draw, size, name }) {
  const made = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  draw(made);
  save(new Blob([made.renderToSVGString()], { type: "image/svg+xml" }), `${name}.svg`);
  made.dispose();
}

export async function savePng({ draw, background, size, name }) {
  const box = document.createElement("div");
  const made = echarts.init(box, null, { renderer: "canvas", devicePixelRatio: 2, ...size });
  draw(made);
  const canvas = made.renderToCanvas({ pixelRatio: 2, backgroundColor: background });
  const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
  made.dispose();
  save(blob, `${name}.png`);
}
