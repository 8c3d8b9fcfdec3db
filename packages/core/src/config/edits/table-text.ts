import { isTable, type Table } from "../table.js";

/** A table and its subtables as TOML, each with a header. */
export function tableText(path: readonly string[], table: Table): string {
  const entries = Object.entries(table);
  const values = entries.filter(([, value]) => !isTable(value));
  const lines = values.map(([key, value]) => `${keyText(key)} = ${valueText(value)}\n`);
  const inner = entries.flatMap(([key, value]) => (isTable(value) ? [tableText([...path, key], value)] : []));
  const own = lines.length > 0 || inner.length === 0 ? [`[${path.map(keyText).join(".")}]\n${lines.join("")}`] : [];
  return [...own, ...inner].join("\n");
}

/** An array of tables as TOML, each with a header. */
export function tableListText(path: readonly string[], tables: readonly Table[]): string {
  const header = `[[${path.map(keyText).join(".")}]]\n`;
  return tables
    .map(
      (table) =>
        header +
        Object.entries(table)
          .map(([key, value]) => `${keyText(key)} = ${valueText(value)}\n`)
          .join(""),
    )
    .join("\n");
}

/** A key as written in a header. */
export const keyText = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

/** Strings, numbers and booleans are written as in JSON; tables in arrays are written inline. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  if (!isTable(value)) return JSON.stringify(value) ?? '""';
  const entries = Object.entries(value).map(([key, inner]) => `${keyText(key)} = ${valueText(inner)}`);
  return `{ ${entries.join(", ")} }`;
}
