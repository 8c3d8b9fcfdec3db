import { NO_RESTRICTIONS, type Restrictions } from "../config/permissions/restrictions.js";
import type { SessionRoots } from "./roots/session-roots.js";

/** Restrictions on this machine, as real paths. Default: none. */
export interface RestrictedPaths {
  /** Paths that can be neither read nor written. */
  readonly deniedPaths?: readonly string[] | undefined;
  /** Paths that cannot be written, although they are in a writable folder. */
  readonly readOnlyPaths?: readonly string[] | undefined;
}

export function restrictedPaths(
  roots: SessionRoots,
  { denied, readOnly }: Restrictions = NO_RESTRICTIONS,
  cwd: string,
): Required<RestrictedPaths> {
  return { deniedPaths: roots.realPathsOf(denied, cwd), readOnlyPaths: roots.realPathsOf(readOnly, cwd) };
}
