import { basename } from "node:path";

/** Whether an entry of a folder is a hidden one of it, or a copy under way or left behind: `.auth.json.1234.tmp`, `auth.json.bak`. */
export function isLikeHidden(name: string, hidden: readonly string[]): boolean {
  return hidden.some((path) => {
    const own = basename(path);
    return name === own || [`${own}.`, `${own}~`, `.${own}.`].some((start) => name.startsWith(start));
  });
}
