/** Where a call finds its target: the positions of its arguments. */
export interface MetadataCall {
  readonly change: "mode" | "owner" | "seconds" | "microseconds" | "nanoseconds" | "set-attribute" | "remove-attribute";
  /** A descriptor: of the file itself if there is no path, otherwise of the folder that a relative path starts from. */
  readonly descriptor?: number;
  readonly path?: number;
  /** The first of the new values. */
  readonly values: number;
  readonly flags?: number;
  /** Changes a link itself rather than its target. */
  readonly isOfLink?: boolean;
}

const at = { descriptor: 0, path: 1, values: 2 } as const;
const attribute = (change: "set-attribute" | "remove-attribute") => ({
  path: { change, path: 0, values: 1 } as const,
  link: { change, path: 0, values: 1, isOfLink: true } as const,
  descriptor: { change, descriptor: 0, values: 1 } as const,
});
const [set, remove] = [attribute("set-attribute"), attribute("remove-attribute")];

/**
 * The calls that change modes, owners, times and attributes of files, which Landlock does not control. The two newest, which take
 * attributes in a structure, are reported as missing; programs fall back to the older ones.
 */
export const METADATA_CALLS: Readonly<Record<string, MetadataCall | "missing">> = {
  chmod: { change: "mode", path: 0, values: 1 },
  fchmod: { change: "mode", descriptor: 0, values: 1 },
  fchmodat: { change: "mode", ...at },
  fchmodat2: { change: "mode", ...at, flags: 3 },
  chown: { change: "owner", path: 0, values: 1 },
  lchown: { change: "owner", path: 0, values: 1, isOfLink: true },
  fchown: { change: "owner", descriptor: 0, values: 1 },
  fchownat: { change: "owner", ...at, flags: 4 },
  utime: { change: "seconds", path: 0, values: 1 },
  utimes: { change: "microseconds", path: 0, values: 1 },
  futimesat: { change: "microseconds", ...at },
  utimensat: { change: "nanoseconds", ...at, flags: 3 },
  setxattr: set.path,
  lsetxattr: set.link,
  fsetxattr: set.descriptor,
  removexattr: remove.path,
  lremovexattr: remove.link,
  fremovexattr: remove.descriptor,
  setxattrat: "missing",
  removexattrat: "missing",
};
