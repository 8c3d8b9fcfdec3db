/** One thing that a schema found wrong; what zod reports has this shape. */
export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** What each branch of a union found wrong. */
  readonly errors?: readonly (readonly Issue[])[] | undefined;
}

/** Where a value does not fit its schema, and why. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The most telling fault: of a union, that of the branch that got furthest before it failed. */
export function findFault(issues: readonly Issue[]): Fault {
  const issue = issues[0];
  if (issue === undefined) return { path: [], message: "Invalid input" };
  const branches = (issue.errors ?? []).filter((branch) => branch.length > 0).map(findFault);
  const deepest = branches.reduce<Fault | undefined>(
    (best, fault) => (best === undefined || fault.path.length > best.path.length ? fault : best),
    undefined,
  );
  if (deepest === undefined) return { path: issue.path, message: issue.message };
  return { path: [...issue.path, ...deepest.path], message: deepest.message };
}

/** `["items", 0, "data"]` as `items[0].data`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}
