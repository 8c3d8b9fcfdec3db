// Makes docs/images/demo.svg: what `codex demo` prints on a terminal, as a picture whose text can be selected.
// Run it after a change of the demo or of how runs are shown: node scripts/demo-picture.mjs
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const COLUMNS = 100;
const CELL = { width: 8.43, height: 19, baseline: 14, font: 14 };
const MARGIN = 20;
const COLOURS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 35: "#d2a8ff", 36: "#79c0ff" };
const PLAIN = { fill: "#e6edf3", bold: false, dim: false, italic: false };
const COLOUR = /\u001b\[([\d;]*)m/g;
const LINK = /\u001b\]8;.*?(?:\u001b\\|\u0007)/g;

const program = fileURLToPath(new URL("../apps/cli/dist/codex.js", import.meta.url));
const picture = fileURLToPath(new URL("../docs/images/demo.svg", import.meta.url));
mkdirSync(new URL("../docs/images/", import.meta.url), { recursive: true });
writeFileSync(picture, drawn(rowsOf(demoOutput())));
console.log(picture);

/** What the demo shows on its way, without what is different each time or only on this machine. */
function demoOutput() {
  const printed = execFileSync(
    "/bin/sh",
    ["-c", '"$0" "$1" demo --color always 2>&1 >/dev/null', process.execPath, program],
    {
      encoding: "utf8",
    },
  );
  return `\u001b[32m$\u001b[39m codex demo\n${printed}`
    .replaceAll(LINK, "")
    .replaceAll(process.execPath, "node")
    .replaceAll(/\S*\/codex-demo-\w+/g, "/tmp/codex-demo")
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "0197f3c2-7d1e-7a40-9c55-3f6a1e8b2d04");
}

/** Rows of cells `{ character, style }`, no longer than the terminal is wide. */
function rowsOf(output) {
  let style = PLAIN;
  return output
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const cells = [];
      // Every other part is the codes of a sequence.
      line.split(COLOUR).forEach((part, index) => {
        if (index % 2 === 1) style = styleAfter(style, part.split(";").map(Number));
        else for (const character of part) cells.push({ character, style });
      });
      return wrapped(cells);
    });
}

function wrapped(cells) {
  if (cells.length <= COLUMNS) return [cells];
  const blank = cells.slice(0, COLUMNS).findLastIndex(({ character }) => character === " ");
  const end = blank === -1 ? COLUMNS : blank + 1;
  return [cells.slice(0, end), ...wrapped(cells.slice(end))];
}

/** What each code of a sequence changes. */
function styleAfter(before, codes) {
  const style = { ...before };
  for (const code of codes) {
    if (code === 0) Object.assign(style, PLAIN);
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 22) Object.assign(style, { bold: false, dim: false });
    else if (code === 23) style.italic = false;
    else style.fill = COLOURS[code] ?? PLAIN.fill;
  }
  return style;
}

function drawn(rows) {
  const width = Math.ceil(COLUMNS * CELL.width + 2 * MARGIN);
  const height = rows.length * CELL.height + 2 * MARGIN;
  const texts = rows.flatMap((cells, row) => wordsOf(cells).map((word) => drawnWord(word, row)));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>codex demo in a terminal</title>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${CELL.font}" fill="${PLAIN.fill}">
${texts.join("\n")}
</g>
</svg>
`;
}

/** Cells of one style with single blanks between them; a picture does not keep more. */
function wordsOf(cells) {
  const words = [];
  cells.forEach(({ character, style }, column) => {
    const word = words.at(-1);
    if (word?.style === style && !(character === " " && word.text.endsWith(" "))) word.text += character;
    else words.push({ text: character, column, style });
  });
  return words.flatMap(({ text, column, style }) => {
    const shown = text.trim();
    return shown === "" ? [] : [{ text: shown, column: column + text.indexOf(shown), style }];
  });
}

/** The width is given, so that the columns stay in line whatever the font. */
function drawnWord({ text, column, style }, row) {
  const attributes = {
    x: (MARGIN + column * CELL.width).toFixed(1),
    y: MARGIN + row * CELL.height + CELL.baseline,
    textLength: (text.length * CELL.width).toFixed(1),
    fill: style.fill === PLAIN.fill ? undefined : style.fill,
    "font-weight": style.bold ? "bold" : undefined,
    "font-style": style.italic ? "italic" : undefined,
    opacity: style.dim ? 0.6 : undefined,
  };
  const written = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}="${value}"`],
  );
  return `<text ${written.join(" ")}>${escaped(text)}</text>`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
