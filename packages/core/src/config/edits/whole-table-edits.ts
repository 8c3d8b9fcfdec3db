import { isTable, type Table } from "../table.js";
import { keyText, tableListText, tableText } from "./table-text.js";

/**
 * Candidate texts for `to`, where the only change is one table or one array of tables more or less: a folder that becomes trusted, a server
 * that is added or removed. Comments stay where they are. The caller checks whether a candidate is correct.
 */
export function wholeTableEdits(text: string, from: Table, to: Table): string[] {
  return [...tableEdits(text, from, to), ...listEdits(text, from, to), ...withGroup(text, from, to)];
}

/** Adds a group of tables at the end. */
function withGroup(text: string, from: Table, to: Table): string[] {
  const [added, ...more] = Object.entries(to).filter(([group]) => !Object.hasOwn(from, group));
  if (added === undefined || more.length > 0 || !isTable(added[1])) return [];
  return [joined([text, tableText([added[0]], added[1])])];
}

function tableEdits(text: string, from: Table, to: Table): string[] {
  const [added, removed] = [tablesOnlyIn(to, from), tablesOnlyIn(from, to)];
  const [change] = [...added, ...removed];
  if (change === undefined || added.length + removed.length > 1) return [];
  return added.length === 1 ? withTable(text, change) : [withoutTable(text, change)];
}

interface NamedTable {
  readonly group: string;
  readonly name: string;
  readonly value: Table;
}

function tablesOnlyIn(tables: Table, others: Table): NamedTable[] {
  return Object.entries(tables).flatMap(([group, all]) => {
    const other = others[group] ?? {};
    if (!isTable(all) || !isTable(other)) return [];
    return Object.entries(all).flatMap(([name, value]) =>
      Object.hasOwn(other, name) || !isTable(value) ? [] : [{ group, name, value }],
    );
  });
}

function withTable(text: string, { group, name, value }: NamedTable): string[] {
  return placed(text, group, tableText([group, name], value));
}

/** Inserts after the tables of the same group, or at the end. */
function placed(text: string, group: string, added: string): string[] {
  return [endOfGroup(text, group), text.length].map((place) =>
    joined([text.slice(0, place), added, text.slice(place)]),
  );
}

/** Rewrites the whole array. */
function listEdits(text: string, from: Table, to: Table): string[] {
  const [change, ...more] = listsOnlyIn(to, from);
  const [removed, ...moreRemoved] = listsOnlyIn(from, to);
  const list = change ?? removed;
  if (list === undefined || more.length + moreRemoved.length > 0) return [];
  const path = [list.group, list.name];
  const header = `[${path.map(keyText).join(".")}`;
  const rest = joined(sectionsOf(text).flatMap((one) => (one.header === header ? [] : [one.text])));
  return change === undefined ? [rest] : placed(rest, list.group, tableListText(path, change.value));
}

interface NamedList {
  readonly group: string;
  readonly name: string;
  readonly value: readonly Table[];
}

function listsOnlyIn(tables: Table, others: Table): NamedList[] {
  return Object.entries(tables).flatMap(([group, all]) => {
    const other = others[group];
    if (!isTable(all)) return [];
    return Object.entries(all).flatMap(([name, value]) => {
      const isSame = isTable(other) && JSON.stringify(other[name]) === JSON.stringify(value);
      return isSame || !Array.isArray(value) || !value.every(isTable) ? [] : [{ group, name, value }];
    });
  });
}

/** The end of a group's last table; the end of the text if there is none. */
function endOfGroup(text: string, group: string): number {
  const sections = sectionsOf(text);
  const last = sections.findLastIndex(({ header }) => isBelow(header, keyText(group)));
  return last === -1 ? text.length : sections.slice(0, last + 1).reduce((sum, section) => sum + section.text.length, 0);
}

function withoutTable(text: string, { group, name }: NamedTable): string {
  const path = `${keyText(group)}.${keyText(name)}`;
  return joined(
    sectionsOf(text)
      .filter(({ header }) => !isBelow(header, path))
      .map((section) => section.text),
  );
}

interface Section {
  /** The text between the brackets; empty before the first header. */
  readonly header: string;
  readonly text: string;
}

/** Splits the text at its tables; comments directly above a header belong to it. */
function sectionsOf(text: string): Section[] {
  const sections: { header: string; lines: string[] }[] = [{ header: "", lines: [] }];
  for (const line of text.split(/(?<=\n)/)) {
    const current = sections.at(-1);
    if (current === undefined) break;
    if (!line.startsWith("[")) {
      current.lines.push(line);
      continue;
    }
    const above = current.lines.findLastIndex((earlier) => !earlier.startsWith("#"));
    const header = line.slice(1, Math.max(1, line.indexOf("]")));
    sections.push({ header, lines: [...current.lines.splice(above + 1), line] });
  }
  return sections.map(({ header, lines }) => ({ header, text: lines.join("") }));
}

const isBelow = (header: string, path: string): boolean => header === path || header.startsWith(`${path}.`);

/** Joins the non-empty parts with blank lines. */
function joined(parts: readonly string[]): string {
  const trimmed = parts.map((part) => part.trim()).filter((part) => part !== "");
  return trimmed.length === 0 ? "" : `${trimmed.join("\n\n")}\n`;
}
