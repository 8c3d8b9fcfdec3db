/** What a patch would do to one file. */
export type PlannedChange =
  | { readonly type: "add"; readonly content: string }
  | { readonly type: "delete" }
  | {
      readonly type: "update";
      readonly oldContent: string;
      readonly newContent: string;
      /** Absolute; set if the file is also moved. */
      readonly movePath: string | undefined;
    };

export interface NotedChange {
  /** The file's path before the change, without `..`. */
  readonly from: string;
  /** Its path after the change. */
  readonly to: string;
  readonly change: PlannedChange;
}

interface TrackedChange {
  to: string;
  change: PlannedChange;
}

/** The changes of a patch by file; several changes to one file are combined. */
export class ChangeList {
  readonly #bySource = new Map<string, TrackedChange>();

  /** @param source The client's path for the file, unless an earlier change moved it there. */
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
