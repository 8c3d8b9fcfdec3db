import { getegid, geteuid } from "node:process";

const NOBODY = -1;

/** The kernel's view: containers run under ids that are in no user database. */
export function ownUser(): { readonly uid: number; readonly gid: number } {
  return { uid: geteuid?.() ?? NOBODY, gid: getegid?.() ?? NOBODY };
}
