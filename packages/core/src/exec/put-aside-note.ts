import type { PutAside } from "../safety/obeyed/obeyed-files.js";

/** Tells whoever reads a command's output what of it did not stay. */
export function putAsideNote(aside: PutAside): string {
  return `sandbox: protected, so moved aside: ${aside.paths.join(", ")}\n`;
}

/** The same for the user, with what it means. */
export function putAsideMessage({ paths }: PutAside): string {
  const [first = ""] = paths;
  return (
    `A command wrote what Git, Codex or a shell would obey outside of the sandbox, so it was put aside: ${paths.join(", ")}. ` +
    `To take it over, look at it and give it its name back (${first}.untrusted).`
  );
}
