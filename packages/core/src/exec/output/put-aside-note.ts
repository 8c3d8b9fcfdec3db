import type { PutAside } from "../../safety/obeyed/apply-verdict.js";

export function isWorthReporting({ paths, left = [], gone = [], fault }: PutAside): boolean {
  return paths.length + left.length + gone.length > 0 || fault !== undefined;
}

/** Nobody reads more, and a model pays for each. */
const MAX_PATHS = 20;

function listed(paths: readonly string[]): string {
  const more = paths.length - MAX_PATHS;
  return paths.slice(0, MAX_PATHS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Tells the reader of a command's output which files were put aside. */
export function putAsideNote({ paths, left = [], gone = [], fault }: PutAside): string {
  const lines: string[] = [];
  if (paths.length > 0) lines.push(`protected, so moved aside: ${listed(paths)}`);
  if (left.length > 0) lines.push(`protected, but could not be moved aside: ${listed(left)}`);
  if (gone.length > 0) lines.push(`protected, but what was there could not be brought back: ${listed(gone)}`);
  if (fault !== undefined) lines.push(`what was written could not be looked through: ${fault}`);
  return lines.map((line) => `sandbox: ${line}\n`).join("");
}

/** The same for the user, with an explanation. */
export function putAsideMessage({ paths, left = [], gone = [], fault }: PutAside): string {
  const sentences: string[] = [];
  const [first] = paths;
  if (first !== undefined)
    sentences.push(
      `A command wrote what Git, Codex or a shell would obey outside of the sandbox, so it was put aside: ${listed(paths)}.`,
      `To take it over, look at it and give it its name back (${first}.untrusted).`,
    );
  if (left.length > 0)
    sentences.push(
      `A command wrote what Git, Codex or a shell will obey outside of the sandbox, and it could not be put aside: ${listed(left)}.`,
      "Look at it before you run one of them.",
    );
  if (gone.length > 0)
    sentences.push(
      `A command changed or removed what Git, Codex or a shell obeyed, and what was there before could not be brought back: ${listed(gone)}.`,
    );
  if (fault !== undefined)
    sentences.push(
      `What a command wrote for Git, Codex or a shell to obey could not be looked for, so look yourself before you run one of them: ${fault}`,
    );
  return sentences.join(" ");
}
