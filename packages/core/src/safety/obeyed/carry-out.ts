import type { EntryState } from "./entry-state.js";
import type { Verdict } from "./judge-point.js";
import { putAside, putBack } from "./put-aside.js";

/** What a command wrote that got another name: that of its path with `.untrusted`. */
export interface PutAside {
  readonly paths: readonly string[];
  /** Whether the command should count as failed. Not for what honest programs do when they are installed. */
  readonly isFailure: boolean;
  /** What should have got another name, and could not: it lies there as the command wrote it. */
  readonly left?: readonly string[] | undefined;
  /** Where something of the user's was that could not be brought back. */
  readonly gone?: readonly string[] | undefined;
  /** Why it could not be looked for. */
  readonly fault?: string | undefined;
}

/** What an inspection finds, piece by piece. */
export class Found {
  readonly aside = new Set<string>();
  readonly left = new Set<string>();
  readonly gone = new Set<string>();
  isFailure = false;

  result(): PutAside {
    const listed = (paths: ReadonlySet<string>) => (paths.size === 0 ? undefined : [...paths]);
    const isFailure = this.isFailure || this.gone.size > 0;
    return { paths: [...this.aside], isFailure, left: listed(this.left), gone: listed(this.gone) };
  }
}

/** Does what was decided about something that a command wrote. Whether it could be put aside. */
export async function carryOut(
  path: string,
  {
    verdict,
    before,
  }: { readonly verdict: Verdict & { readonly type: "put-aside" }; readonly before: EntryState | undefined },
  found: Found,
): Promise<boolean> {
  const isAside = await putAside(path);
  (isAside ? found.aside : found.left).add(path);
  found.isFailure ||= !isAside || verdict.isUsual !== true;
  if (!isAside) return false;
  const { replacement } = verdict;
  const isBack = replacement === undefined ? before === undefined : await putBack(path, replacement);
  if (!isBack) found.gone.add(path);
  return true;
}
