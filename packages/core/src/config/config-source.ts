import { lineOfKey } from "./locate-key.js";

/** Where the raw settings came from, for messages. */
export interface ConfigSource {
  /** Highest priority first; the text is undefined if there is no such file. */
  readonly files: readonly { readonly file: string; readonly text: string | undefined }[];
  /** Paths of the keys that were set by `-c`. */
  readonly overridden: readonly (readonly string[])[];
}

/** `path/config.toml:12: ` or `-c key: `, the start of a message about `path`, or about the table that lacks it. */
export function locationOf(source: ConfigSource, path: readonly string[]): string {
  const override = source.overridden.findLast((key) => isPrefix(key, path) || isPrefix(path, key));
  if (override !== undefined) return `-c ${override.join(".")}`;
  for (const { file, text } of source.files) {
    const line = text === undefined ? undefined : lineOfKey(text, path);
    if (line !== undefined) return `${file}:${line}`;
  }
  return path.length > 1 ? locationOf(source, path.slice(0, -1)) : (source.files[0]?.file ?? "config.toml");
}

/** A key as written in messages. */
export function keyName(path: readonly string[]): string {
  return `\`${path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join(".")}\``;
}

function isPrefix(short: readonly string[], long: readonly string[]): boolean {
  return short.length > 0 && short.every((part, index) => part === long[index]);
}
