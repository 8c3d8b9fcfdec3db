import { basename } from "node:path";

/** Whether a folder's entry is a hidden file, or a temporary or leftover copy of one: `.auth.json.1234.tmp`, `auth.json.bak`. */
export function isLikeHidden(name: string, hidden: readonly string[]): boolean {
  return hidden.some((path) => {
    const own = basename(path);
    return name === own || [`${own}.`, `${own}~`, `.${own}.`].some((start) => name.startsWith(start));
  });
}
