import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { decodeText, decodeTextHead } from "../files/decode-text.js";
import { isBelow } from "../files/is-within.js";
import { leadsInto } from "../files/leads-into.js";
import { readFileHead } from "../files/read-small-file.js";

export interface ProjectDocOptions {
  readonly maxBytes: number;
  /** See `projectDocNames`. */
  readonly names: readonly string[];
  /** Absolute paths that must not be read. Default: none. */
  readonly denied?: readonly string[] | undefined;
  /** Whether a file's instructions count. Default: all do. */
  readonly isFollowed?: ((file: string) => boolean) | undefined;
  /** Called with what a user should know about instructions that are left out. */
  readonly onLeftOut?: ((message: string) => void) | undefined;
}

/**
 * The `AGENTS.md` files of a project's folders, from its root down, joined by blank lines and cut to `maxBytes` in total. Files that cannot
 * be read are left out.
 *
 * Differs from codex-rs: links that lead outside of the project are left out too. They would send the user's private files to the model and
 * its provider.
 */
export async function readProjectDocs(
  folders: readonly string[],
  options: ProjectDocOptions,
): Promise<string | undefined> {
  const { isFollowed = () => true } = options;
  const docs = (await projectDocs(folders, options)).filter((doc) => isFollowed(doc.path));
  return docs.length === 0 ? undefined : docs.map(({ text }) => text).join("\n\n");
}

export interface ProjectDoc {
  readonly path: string;
  readonly text: string;
}

/** The non-empty files, with their paths. */
export async function projectDocs(
  folders: readonly string[],
  { maxBytes, names, denied, onLeftOut = () => {} }: ProjectDocOptions,
): Promise<ProjectDoc[]> {
  if (maxBytes <= 0) return [];
  const docs: ProjectDoc[] = [];
  let remaining = maxBytes;
  const [root = ""] = folders;
  const project = await realpath(root).catch(() => root);
  for (const folder of folders) {
    const found = await firstInside(
      project,
      names.map((name) => path.join(folder, name)),
      { maxBytes: remaining, denied, onLeftOut },
    );
    if (found === undefined) continue;
    const isWhole = found.data.length < remaining;
    if (!isWhole && (await isLonger(found))) onLeftOut(tooLong(found, maxBytes));
    const text = isWhole ? decodeText(found.data) : decodeTextHead(found.data);
    if (text.trim() === "") continue;
    docs.push({ path: found.file, text });
    remaining -= found.data.length;
  }
  return docs;
}

interface FoundDoc {
  readonly file: string;
  /** Its beginning: empty if other files have used up the limit. */
  readonly data: Buffer;
}

const isLonger = async ({ file, data }: FoundDoc): Promise<boolean> =>
  stat(file).then(
    ({ size }) => size > data.length,
    () => false,
  );

function tooLong({ file, data }: FoundDoc, maxBytes: number): string {
  const what = data.length === 0 ? "left out" : "cut off";
  return `${file} is ${what}: the model gets ${maxBytes} bytes of a project's instructions (\`project_doc_max_bytes\`)`;
}

/** All the paths that are tried, whether or not the files exist. */
export function projectDocFiles(folders: readonly string[], names: readonly string[]): string[] {
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
}

async function firstInside(project: string, files: readonly string[], limits: Limits): Promise<FoundDoc | undefined> {
  for (const file of files) {
    const data = await readInside(project, file, limits);
    if (data !== undefined) return { file, data };
  }
  return undefined;
}

type Limits = Pick<ProjectDocOptions, "maxBytes" | "denied"> & {
  readonly onLeftOut: (message: string) => void;
};

async function readInside(
  project: string,
  file: string,
  { maxBytes, denied, onLeftOut }: Limits,
): Promise<Buffer | undefined> {
  const target = await realpath(file).catch(() => undefined);
  if (target === undefined || (await leadsInto(file, denied))) return undefined;
  if (isBelow(project, target)) return readFileHead(target, maxBytes);
  onLeftOut(`${file} is left out: it is a link to a file outside of the project`);
  return undefined;
}
