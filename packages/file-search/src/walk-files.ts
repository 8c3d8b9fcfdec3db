import { constants, type Dirent } from "node:fs";
import { access, open, readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { ListOptions } from "./list-files.js";
import { neverListed } from "./never-listed.js";
import { PathStore } from "./path-store.js";

/** The rules that apply in a directory, outermost directory first. */
interface Scope {
  readonly rules: readonly Rules[];
  /** `.gitignore` files count only inside a repository. */
  readonly inRepository: boolean;
}

interface Rules {
  readonly directory: string;
  readonly ignores: Ignore;
}

/** Lists files without ripgrep: slower, with the same rules except for the user's own ones. */
export async function walkFiles(
  directory: string,
  { exclude = [], gitFolder, signal }: ListOptions,
): Promise<PathStore> {
  const paths = new PathStore();
  const always: Rules = { directory, ignores: ignore().add([...neverListed({ gitFolder }), ...exclude]) };
  const waiting = [{ path: directory, outer: await scopeAbove(directory) }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted();
    const scope = await scopeIn(next.path, next.outer);
    let files = "";
    for (const entry of await readdir(next.path, { withFileTypes: true }).catch((): Dirent[] => [])) {
      const path = join(next.path, entry.name);
      if (isIgnored(path, entry.isDirectory(), [...scope.rules, always])) continue;
      if (entry.isDirectory()) waiting.push({ path, outer: scope });
      else if (entry.isFile()) files += `${slashed(relative(directory, path))}\0`;
    }
    paths.addBytes(Buffer.from(files));
  }
  signal.throwIfAborted();
  return paths;
}

/** The rules of the directories from the repository's root down to the parent. */
async function scopeAbove(directory: string): Promise<Scope> {
  const ancestors: string[] = [];
  for (let path = directory; dirname(path) !== path; ) {
    if (await exists(join(path, ".git"))) break;
    path = dirname(path);
    ancestors.unshift(path);
  }
  const [top] = ancestors;
  let scope: Scope = { rules: [], inRepository: false };
  if (top === undefined || !(await exists(join(top, ".git")))) return scope;
  for (const path of ancestors) scope = await scopeIn(path, scope);
  return scope;
}

async function scopeIn(directory: string, outer: Scope): Promise<Scope> {
  const isRoot = await exists(join(directory, ".git"));
  const inRepository = outer.inRepository || isRoot;
  const names = [...(isRoot ? [".git/info/exclude"] : []), ...(inRepository ? [".gitignore"] : []), ".ignore"];
  const texts = await Promise.all(names.map((name) => readRules(join(directory, name)).catch(() => "")));
  if (texts.every((text) => text === "")) return { rules: outer.rules, inRepository };
  return { rules: [...outer.rules, { directory, ignores: ignore().add(texts.join("\n")) }], inRepository };
}

/** Longer rule files are not written by people. */
const MAX_RULES_BYTES = 1024 * 1024;

/** A repository may contain a pipe, a device or a file of terabytes in place of its rules: these are not read. */
async function readRules(file: string): Promise<string> {
  await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await handle.stat();
  if (!stats.isFile() || stats.size > MAX_RULES_BYTES) return "";
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(stats.size), 0, stats.size, 0);
  return buffer.toString("utf8", 0, bytesRead);
}

/** The innermost rule that matches decides. */
function isIgnored(path: string, isDirectory: boolean, rules: readonly Rules[]): boolean {
  let ignored = false;
  for (const { directory, ignores } of rules) {
    const result = ignores.test(slashed(relative(directory, path)) + (isDirectory ? "/" : ""));
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}

function slashed(path: string): string {
  return path.replaceAll(sep, "/");
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
