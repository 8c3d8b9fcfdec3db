import type { PutAside } from "../safety/obeyed/obeyed-files.js";

export function isWorthTelling({ paths, fault }: PutAside): boolean {
  return paths.length > 0 || fault !== undefined;
}

/** Tells whoever reads a command's output what of it did not stay. */
export function putAsideNote({ paths, fault }: PutAside): string {
  return fault === undefined
    ? `sandbox: protected, so moved aside: ${paths.join(", ")}\n`
    : `sandbox: what was written could not be looked through: ${fault}\n`;
}

/** The same for the user, with what it means. */
export function putAsideMessage({ paths, fault }: PutAside): string {
  if (fault !== undefined)
    return `What a command wrote for Git, Codex or a shell to obey could not be looked for, so look yourself before you run one of them: ${fault}`;
  const [first = ""] = paths;
  return (
    `A command wrote what Git, Codex or a shell would obey outside of the sandbox, so it was put aside: ${paths.join(", ")}. ` +
    `To take it over, look at it and give it its name back (${first}.untrusted).`
  );
}
