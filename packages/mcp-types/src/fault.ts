/** One error found by a schema, in the shape that zod reports. */
export interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The expected type. */
  readonly expected?: string | undefined;
  /** The allowed values. */
  readonly values?: readonly unknown[] | undefined;
  readonly options?: readonly unknown[] | undefined;
  /** The unknown keys. */
  readonly keys?: readonly PropertyKey[] | undefined;
  readonly format?: string | undefined;
  readonly minimum?: number | bigint | undefined;
  readonly maximum?: number | bigint | undefined;
  /** The errors of each branch of a union. */
  readonly errors?: readonly (readonly Issue[])[] | undefined;
}

/** Where a value does not match its schema, and why. */
export interface Fault {
  readonly path: readonly PropertyKey[];
  /** A clause for people, such as `expected string`. */
  readonly reason: string;
}

/** The most specific error: for a union, that of the branch that got furthest. */
export function findFault(issues: readonly Issue[]): Fault {
  const issue = issues[0];
  if (issue === undefined) return { path: [], reason: "invalid value" };
  const branches = (issue.errors ?? []).filter((branch) => branch.length > 0).map(findFault);
  const depth = Math.max(...branches.map(({ path }) => path.length));
  const [furthest, ...others] = branches.filter(({ path }) => path.length === depth);
  if (furthest === undefined) return { path: issue.path, reason: describe(issue) };
  // Branches that failed at the same place name alternatives.
  const same = others.filter(({ path }) => path.every((key, index) => key === furthest.path[index]));
  const reasons = new Set([furthest, ...same].map(({ reason }) => reason));
  return { path: [...issue.path, ...furthest.path], reason: [...reasons].join(", or ") };
}

/** `items[0].data: expected string`, for people. */
export function formatFault({ path, reason }: Fault): string {
  return path.length === 0 ? reason : `${formatPath(path)}: ${reason}`;
}

/** `["items", 0, "data"]` as `items[0].data`. */
function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

/** Our own messages: zod's small build has none, and what a peer reads should not depend on the build. */
function describe(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}`;
    case "invalid_value":
      return `expected ${list(issue.values)}`;
    case "invalid_union":
      return issue.options === undefined ? "fits none of its forms" : `expected ${list(issue.options)}`;
    case "invalid_format":
      return `expected a ${issue.format}`;
    case "unrecognized_keys":
      return `unknown key ${list(issue.keys)}`;
    case "too_small":
      return `expected at least ${issue.minimum}`;
    case "too_big":
      return `expected at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

/** As many as a person would read. */
function list(values: readonly unknown[] = []): string {
  const shown = values.slice(0, 8).map((value) => JSON.stringify(value));
  return [...shown, ...(values.length > shown.length ? ["…"] : [])].join(" or ");
}
