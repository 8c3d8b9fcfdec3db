/** What a patch would do to one file. */
export type PlannedChange =
  | { readonly type: "add"; readonly content: string }
  | { readonly type: "delete" }
  | {
      readonly type: "update";
      readonly oldContent: string;
      readonly newContent: string;
      /** Absolute, where the file also moves. */
      readonly movePath: string | undefined;
    };

export interface NotedChange {
  /** Where the file is when the change begins, free of `..`. */
  readonly from: string;
  /** Where it is afterwards. */
  readonly to: string;
  readonly change: PlannedChange;
}

interface TrackedChange {
  to: string;
  change: PlannedChange;
}

/** The changes of a patch by file: what several parts of it do to one file becomes one change. */
export class ChangeList {
  readonly #bySource = new Map<string, TrackedChange>();

  /** @param source How clients name the file, unless an earlier change brought it to where it is. */
  note(source: string, { from, to, change }: NotedChange): void {
    const earlier = [...this.#bySource.values()].find((tracked) => tracked.to === from);
    if (earlier === undefined) this.#bySource.set(source, { to, change });
    else Object.assign(earlier, { to, change: joinChanges(earlier.change, change) });
  }

  toMap(): ReadonlyMap<string, PlannedChange> {
    return new Map([...this.#bySource].map(([source, { change }]) => [source, change]));
  }
}

function joinChanges(earlier: PlannedChange, later: PlannedChange): PlannedChange {
  if (later.type !== "update" || earlier.type === "delete") return later;
  if (earlier.type === "add") return { type: "add", content: later.newContent };
  return { ...later, oldContent: earlier.oldContent, movePath: later.movePath ?? earlier.movePath };
}
