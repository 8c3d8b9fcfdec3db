import type { Environment } from "../../environment.js";
import { sparingFiles } from "../../files/spare-files.js";
import type { PutAside } from "./apply-verdict.js";
import { CommandSpans } from "./command-spans.js";
import { Inspection } from "./inspection.js";
import { KnownPoints } from "./known-points.js";
import { linkedPlaces } from "./linked-places.js";
import type { ObeyedScope } from "./obeyed-scope.js";
import { ProjectSearch, type SearchLimits } from "./project-search.js";

/** The watch over one confined command. */
export interface Watch {
  /** Files and folders in scope, besides the usual ones, that the sandbox should make read-only. */
  readonly protectedPaths: readonly string[];
  /**
   * Must be called once no process of the command is left. Puts aside what it wrote that other programs obey, and returns the
   * paths.
   * @param held Paths that the command cannot have changed: any change there is somebody else's.
   */
  end(held: ReadonlySet<string>): Promise<PutAside>;
}

const NOTHING: PutAside = { paths: [], isFailure: false };

/**
 * Watches what confined commands write that the user's programs obey later: Git's settings, hooks and pointers, Codex's and shells'
 * own files. New repositories, renamed folders and copies count too, not just what existed at the command's start. Whatever the
 * user writes between commands, or where commands cannot write, stays.
 */
export class ObeyedFiles {
  readonly #search: ProjectSearch;
  readonly #known: KnownPoints;
  readonly #spans = new CommandSpans();
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: Environment, limits: SearchLimits = {}) {
    this.#search = new ProjectSearch(env, limits);
    this.#known = new KnownPoints(this.#search);
  }

  /**
   * Must be called before a command starts.
   * @param places What was already looked at since the previous command. Default: nothing.
   */
  begin(scope: ObeyedScope, places = linkedPlaces(scope.roots)): Promise<Watch> {
    return this.#oneAtATime(async () => {
      await this.#search.lookFirst(scope);
      // While other commands run, changes may be theirs.
      const named = this.#spans.isRunning ? this.#known.named(scope, places) : await this.#known.learn(scope, places);
      const protectedPaths = [
        ...named.flatMap(({ kind, path }) => (kind === "hook" ? [] : [path])),
        ...this.#search.firstRepositories(scope),
      ];
      this.#spans.begin();
      let isOver = false;
      return {
        protectedPaths,
        end: (held) =>
          this.#oneAtATime(async () => {
            if (isOver) return NOTHING;
            isOver = true;
            this.#spans.end();
            return sparingFiles(() => this.#inspect(scope, held));
          }),
      };
    });
  }

  #inspect(scope: ObeyedScope, held: ReadonlySet<string>): Promise<PutAside> {
    return new Inspection({ scope, held, search: this.#search, known: this.#known, spans: this.#spans }).run();
  }

  #oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
