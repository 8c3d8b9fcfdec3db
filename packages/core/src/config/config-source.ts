import { lineOfKey } from "./locate-key.js";

/** Where the raw settings came from, to say so in messages. */
export interface ConfigSource {
  readonly file: string;
  /** The text of the file; undefined when there is none. */
  readonly text: string | undefined;
  /** Paths of the keys that were set by `-c`. */
  readonly overridden: readonly (readonly string[])[];
}

/** `path/config.toml:12: ` or `-c key: `, for the beginning of a message about `path`. */
export function locationOf(source: ConfigSource, path: readonly string[]): string {
  const override = source.overridden.findLast((key) => isPrefix(key, path) || isPrefix(path, key));
  if (override !== undefined) return `-c ${override.join(".")}`;
  const line = source.text === undefined ? undefined : lineOfKey(source.text, path);
  return line === undefined ? source.file : `${source.file}:${line}`;
}

/** A key as it is written in messages. */
export function keyName(path: readonly string[]): string {
  return `\`${path.map((part) => (/^[\w-]+$/.test(part) ? part : JSON.stringify(part))).join(".")}\``;
}

function isPrefix(short: readonly string[], long: readonly string[]): boolean {
  return short.length > 0 && short.every((part, index) => part === long[index]);
}
