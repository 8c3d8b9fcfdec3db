// Draws terminal output as a picture with selectable text.

const CELL = { width: 8.43, height: 19, baseline: 14, font: 14 };
const MARGIN = 20;
const COLOURS = { 31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 35: "#d2a8ff", 36: "#79c0ff" };
const PLAIN = { fill: "#e6edf3", bold: false, dim: false, italic: false };
const COLOUR = /\u001b\[([\d;]*)m/g;
const LINK = /\u001b\]8;.*?(?:\u001b\\|\u0007)/g;

/** The text without its links, which pictures do not support. */
export const withoutLinks = (output) => output.replaceAll(LINK, "");

/** Draws coloured output; lines are wrapped to the columns. */
export function terminalPicture(output, { columns, title }) {
  const rows = rowsOf(output, columns);
  return pictureOf([frame(rows)], { columns, title, rows: rows.length });
}

/** A picture that shows the screens one after the other, for some seconds each, in a loop. */
export function terminalRecording(screens, { columns, title }) {
  const rows = Math.max(...screens.map(({ output }) => rowsOf(output, columns).length));
  const total = screens.reduce((sum, { seconds }) => sum + seconds, 0);
  let start = 0;
  const frames = screens.map(({ output, seconds }) => {
    const [from, until] = [start, start + seconds].map((at) => (100 * at) / total);
    start += seconds;
    return { words: frame(rowsOf(output, columns)), from, until };
  });
  return pictureOf(
    frames.map(({ words }, index) => `<g class="f${index}">\n${words}\n</g>`),
    {
      columns,
      title,
      rows,
      css: frames.map(({ from, until }, index) => shownBetween(`f${index}`, from, until, total)).join("\n"),
    },
  );
}

function shownBetween(name, from, until, total) {
  const steps = [
    ...(from > 0 ? [`0%, ${(from - 0.01).toFixed(2)}% { visibility: hidden }`] : []),
    `${from.toFixed(2)}%, ${(until - 0.01).toFixed(2)}% { visibility: visible }`,
    ...(until < 100 ? [`${until.toFixed(2)}%, 100% { visibility: hidden }`] : []),
  ];
  return `.${name} { animation: ${name} ${total}s step-end infinite }\n@keyframes ${name} { ${steps.join(" ")} }`;
}

/** Rows of cells `{ character, style }`, no longer than the terminal's width. */
function rowsOf(output, columns) {
  let style = PLAIN;
  return output
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const cells = [];
      // Every other part contains the codes of an escape sequence.
      line.split(COLOUR).forEach((part, index) => {
        if (index % 2 === 1) style = styleAfter(style, part.split(";").map(Number));
        else for (const character of part) cells.push({ character, style });
      });
      return wrapped(cells, columns);
    });
}

function wrapped(cells, columns) {
  if (cells.length <= columns) return [cells];
  const blank = cells.slice(0, columns).findLastIndex(({ character }) => character === " ");
  const end = blank === -1 ? columns : blank + 1;
  return [cells.slice(0, end), ...wrapped(cells.slice(end), columns)];
}

/** Applies the codes of an escape sequence. */
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

const frame = (rows) => rows.flatMap((cells, row) => wordsOf(cells).map((word) => drawnWord(word, row))).join("\n");

function pictureOf(frames, { columns, rows, title, css }) {
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = rows * CELL.height + 2 * MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>${css === undefined ? "" : `\n<style>\n${css}\n</style>`}
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${CELL.font}" fill="${PLAIN.fill}">
${frames.join("\n")}
</g>
</svg>
`;
}

/** Cells of one style, separated by single spaces; a picture does not keep more. */
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

/** The width is set, so that columns are aligned in any font. */
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
