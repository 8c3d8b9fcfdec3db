import { CodexError } from "@codex/core";
import { Engine } from "./engine.js";
import { InProcessRunner } from "./in-process-runner.js";
import type { CodexOptions, ThreadOptions } from "./options.js";
import { SpawnedRunner } from "./spawned-runner.js";
import { Thread } from "./thread.js";
import type { TurnRunner } from "./turn-runner.js";

const NEED_THE_ENGINE = ["onApproval", "onElicitation", "onQuestions", "tools", "createModelClient"] as const;

/**
 * The agent inside your program. The engine runs in this process, or, with `codexPathOverride`, each turn in a separate one. Instances
 * share nothing. Dispose it to end everything it started.
 */
export class Codex implements AsyncDisposable {
  readonly #options: CodexOptions;
  readonly #engine: Engine;
  readonly #runners = new Set<TurnRunner>();
  #isDisposed = false;

  constructor(options: CodexOptions = {}) {
    this.#options = options;
    this.#engine = new Engine(options);
    if (options.codexPathOverride === undefined) return;
    const name = NEED_THE_ENGINE.find((name) => options[name] !== undefined);
    if (name === undefined) return;
    const message = `${name} needs the engine in this process: leave codexPathOverride out`;
    throw new CodexError("config-invalid", message);
  }

  /** Returns a new thread, which begins with its first turn. Throws `CodexError` `conversation-ended` if this has been disposed. */
  startThread(options: ThreadOptions = {}): Thread {
    return this.#thread(options, null);
  }

  /** Continues a saved thread. Its first turn throws `CodexError` `conversation-not-found` if there is none. */
  resumeThread(id: string, options: ThreadOptions = {}): Thread {
    return this.#thread(options, id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all([...this.#runners].map((runner) => runner[Symbol.asyncDispose]()));
    await this.#engine[Symbol.asyncDispose]();
  }

  #thread(options: ThreadOptions, id: string | null): Thread {
    if (this.#isDisposed) throw new CodexError("conversation-ended", "this Codex has been disposed");
    const { codexPathOverride } = this.#options;
    const onDispose = () => void this.#runners.delete(runner);
    const runner: TurnRunner =
      codexPathOverride === undefined
        ? new InProcessRunner({ engine: this.#engine, options, id, onDispose })
        : new SpawnedRunner({ program: codexPathOverride, codex: this.#options, options, id, onDispose });
    this.#runners.add(runner);
    return new Thread(runner, id);
  }
}
