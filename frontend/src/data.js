// A chart's data to take away. Excel reads the CSV as Chinese because of the mark in front.

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Nothing in it runs as a formula when a spreadsheet opens it. */
export function csvText(chart) {
  const safe = (text) => (/^[=+\-@\t\r＝＋－＠]/.test(text) && !/^[+-]?\d+([.,]\d+)*%?$/.test(text) ? `'${text}` : text);
  const quoted = (text) => `"${safe(text).replaceAll('"', '""')}"`;
  const cell = (value) => (typeof value === "string" ? quoted(value) : String(value ?? ""));
  const lines = [chart.download.columns, ...chart.download.rows].map((row) => row.map(cell).join(","));
  const about = [[chart.source], chart.synthetic ? [chart.words.synthetic] : []].filter((row) => row[0]).map((row) => quoted(row[0]));
  return `\ufeff${[...lines, ...about].join("\r\n")}\r\n`;
}

export function saveCsv(chart) {
  save(new Blob([csvText(chart)], { type: "text/csv;charset=utf-8" }), `${chart.name}.csv`);
}
