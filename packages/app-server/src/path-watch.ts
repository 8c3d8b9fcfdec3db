import { type FSWatcher, statSync, watch } from "node:fs";
import path from "node:path";

/** Changes within this time are reported together. */
const DELAY_MS = 50;

/**
 * Watches a file, or a folder and its direct entries. While the target does not exist, watches the nearest existing folder above it; a
 * target that is replaced is watched again.
 */
export class PathWatch implements Disposable {
  readonly #target: string;
  readonly #onChange: (paths: string[]) => void;
  readonly #changed = new Set<string>();
  #watcher: FSWatcher | undefined;
  /** The watched file or folder; undefined while waiting for the target. */
  #inode: bigint | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(target: string, onChange: (paths: string[]) => void) {
    this.#target = target;
    this.#onChange = onChange;
    this.#arm();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  /** Watches the target, or the nearest existing folder above it. */
  #arm(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    let place = this.#target;
    for (;;) {
      this.#inode = inodeOf(this.#target);
      if (this.#inode !== undefined) place = this.#target;
      const next = nextTowards(place, this.#target);
      const watcher = this.#watchAt(place, next);
      // If the next entry appeared meanwhile, watch that one instead.
      const hasCome = watcher !== undefined && next !== undefined && inodeOf(next) !== undefined;
      if (hasCome) watcher.close();
      const following = hasCome ? next : path.dirname(place);
      if ((watcher !== undefined && !hasCome) || following === place) {
        this.#watcher = watcher;
        return;
      }
      place = following;
    }
  }

  /** Undefined if it does not exist, or the system has no watches left. */
  #watchAt(place: string, next: string | undefined): FSWatcher | undefined {
    try {
      const watcher = watch(place, { persistent: false }, (_, name) => this.#heard(next, name));
      watcher.on("error", () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  }

  #heard(awaited: string | undefined, name: string | null): void {
    if (this.#watcher === undefined) return;
    if (awaited === undefined) this.#note(name);
    else if (name !== null && name !== path.basename(awaited)) return;
    const inode = inodeOf(this.#target);
    if (awaited === undefined && inode === this.#inode) return;
    this.#arm();
    // The target appeared, disappeared or was replaced.
    if (awaited === undefined || this.#inode !== undefined) this.#note(null);
  }

  #note(name: string | null): void {
    const isOwn = name === null || name === path.basename(this.#target);
    this.#changed.add(isOwn ? this.#target : path.join(this.#target, name));
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const paths = [...this.#changed].sort();
      this.#changed.clear();
      this.#onChange(paths);
    }, DELAY_MS);
  }
}

/** The entry of an ancestor folder on the way to the target; undefined for the target itself. */
function nextTowards(place: string, target: string): string | undefined {
  const [first] = path.relative(place, target).split(path.sep);
  return first === undefined || first === "" ? undefined : path.join(place, first);
}

function inodeOf(file: string): bigint | undefined {
  try {
    return statSync(file, { bigint: true, throwIfNoEntry: false })?.ino;
  } catch {
    return undefined;
  }
}
