import type { EntryState } from "./entry-state.js";
import type { Verdict } from "./judge-point.js";
import { putAside, putBack } from "./put-aside.js";

/** What a command wrote that was put aside: renamed to its path plus `.untrusted`. */
export interface PutAside {
  readonly paths: readonly string[];
  /** Whether the command should count as failed. False for what well-behaved programs do when they are installed. */
  readonly isFailure: boolean;
  /** What could not be renamed and is still as the command wrote it. */
  readonly left?: readonly string[] | undefined;
  /** Paths of the user's files that could not be restored. */
  readonly gone?: readonly string[] | undefined;
  /** Why the check failed. */
  readonly fault?: string | undefined;
}

/** Collects the findings of an inspection. */
export class InspectionReport {
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

/** Carries out the verdict about something that a command wrote. Returns where it was put aside; undefined if that failed. */
export async function applyVerdict(
  path: string,
  {
    verdict,
    before,
  }: { readonly verdict: Verdict & { readonly type: "put-aside" }; readonly before: EntryState | undefined },
  report: InspectionReport,
): Promise<string | undefined> {
  const aside = await putAside(path);
  (aside === undefined ? report.left : report.aside).add(path);
  report.isFailure ||= aside === undefined || verdict.isUsual !== true;
  if (aside === undefined) return undefined;
  const { replacement } = verdict;
  const isBack = replacement === undefined ? before === undefined : await putBack(path, replacement);
  if (!isBack) report.gone.add(path);
  return aside;
}
