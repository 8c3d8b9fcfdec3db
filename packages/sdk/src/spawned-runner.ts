import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { CodexError } from "@codex/core";
import type { ThreadEventSchema } from "@codex/exec/events";
import { configArgument, configEntries, managedEntries } from "./config-overrides.js";
import type { ThreadEvent } from "./events.js";
import type { CodexOptions, ThreadOptions, TurnOptions, UserInput } from "./options.js";
import { ownEnvironment } from "./process-defaults.js";
import { sdkEvent } from "./sdk-event.js";
import type { TurnRunner } from "./turn-runner.js";

export interface SpawnedRunnerOptions {
  readonly program: string;
  readonly codex: CodexOptions;
  readonly options: ThreadOptions;
  readonly id: string | null;
  readonly onDispose: () => void;
}

const ORIGINATOR_VARIABLE = "CODEX_INTERNAL_ORIGINATOR_OVERRIDE";
/** How long the program may take to end its child processes. */
const FAREWELL_MS = 2_000;
const MAX_STDERR = 64 * 1024;

/** A thread that runs each turn in a separate process: `codex exec --experimental-json`. */
export class SpawnedRunner implements TurnRunner {
  readonly #options: SpawnedRunnerOptions;
  readonly #disposed = new AbortController();
  #id: string | null;
  #running = false;

  constructor(options: SpawnedRunnerOptions) {
    this.#options = options;
    this.#id = options.id;
  }

  async *run(input: readonly UserInput[], options: TurnOptions): AsyncGenerator<ThreadEvent, void> {
    if (this.#running) throw new CodexError("request-invalid", "a turn is running: wait until it ends");
    options.signal?.throwIfAborted();
    this.#running = true;
    try {
      yield* this.#turn(input, options);
    } finally {
      this.#running = false;
    }
  }

  async *#turn(input: readonly UserInput[], options: TurnOptions): AsyncGenerator<ThreadEvent, void> {
    // Only programs that run another executable pay for its schemas. This must be awaited before the process starts, or its first lines
    // would be lost.
    const { ThreadEventSchema } = await import("@codex/exec/events");
    await using schema = await schemaFile(options.outputSchema);
    const prompt = input.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n\n");
    const signal = AbortSignal.any([this.#disposed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
    // The signal may already be aborted, and then does not fire again.
    signal.throwIfAborted();
    await using child = this.#start(this.#arguments(input, options, schema.path), prompt);
    const stop = () => child.stop();
    signal.addEventListener("abort", stop, { once: true });
    let hasFailed = false;
    try {
      for await (const line of child.lines) {
        const event = eventOf(line, ThreadEventSchema);
        if (event === undefined) continue;
        if (event.type === "thread.started") this.#id = event.thread_id;
        if (event.type === "error" || event.type === "turn.failed") signal.throwIfAborted();
        hasFailed ||= event.type === "turn.failed";
        yield event;
      }
      signal.throwIfAborted();
      // A program whose turn has failed exits with the status of that failure, which the event has told.
      if (!hasFailed) await child.succeeded();
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  async steer(): Promise<void> {
    throw new CodexError("request-invalid", "a turn in another program cannot be steered: leave codexPathOverride out");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.onDispose();
    this.#disposed.abort(new CodexError("conversation-ended", "the thread has been disposed"));
  }

  #arguments(input: readonly UserInput[], turn: TurnOptions, schemaPath: string | undefined): string[] {
    const { codex, options } = this.#options;
    const configs = [
      ...configEntries(codex.config ?? {}).map(configArgument),
      ...(codex.configOverrides ?? []),
      ...managedEntries(codex, options).map(configArgument),
    ];
    const values: readonly (readonly [string, string | undefined])[] = [
      ...configs.map((text) => ["--config", text] as const),
      ["--model", options.model],
      ["--thread-source", this.#id === null ? options.threadSource : undefined],
      ["--sandbox", options.sandboxMode],
      ["--cd", options.workingDirectory],
      ...(options.additionalDirectories ?? []).map((folder) => ["--add-dir", folder] as const),
      ["--output-schema", schemaPath],
      ["--cyber-access-program", turn.cyberAccessProgram],
    ];
    return [
      "exec",
      "--experimental-json",
      ...values.flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
      ...(options.skipGitRepoCheck ? ["--skip-git-repo-check"] : []),
      ...(options.ephemeral ? ["--ephemeral"] : []),
      ...(options.failOnToolError ? ["--fail-on-tool-error"] : []),
      ...(this.#id === null ? [] : ["resume", this.#id]),
      ...input.flatMap((part) => (part.type === "local_image" ? ["--image", part.path] : [])),
    ];
  }

  #start(args: readonly string[], prompt: string) {
    const { codex, program } = this.#options;
    const env: Record<string, string | undefined> = { ...(codex.env ?? ownEnvironment) };
    env[ORIGINATOR_VARIABLE] ||= "codex_sdk_ts";
    if (codex.apiKey !== undefined) env["CODEX_API_KEY"] = codex.apiKey;
    const child = spawn(program, args, { env });
    const failed = new Promise<Error>((resolve) => child.once("error", resolve));
    const ended = Promise.race([failed, once(child, "close").then(([code, by]) => by ?? code)]);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString("utf8")).slice(-MAX_STDERR);
    });
    // The process may exit before it has read everything; its own error then counts.
    child.stdin.on("error", () => {}).end(prompt);
    const stop = () => {
      child.kill("SIGINT");
      setTimeout(() => child.kill("SIGKILL"), FAREWELL_MS).unref();
    };
    return {
      lines: createInterface({ input: child.stdout, crlfDelay: Infinity }),
      stop,
      /** Throws unless the process succeeded. */
      async succeeded(): Promise<void> {
        const end: unknown = await ended;
        if (end === 0) return;
        const reason = end instanceof Error ? end.message : `it ended with ${end}: ${stderr.trim()}`;
        throw new CodexError("internal", `${program}: ${reason}`, end instanceof Error ? { cause: end } : {});
      },
      async [Symbol.asyncDispose](): Promise<void> {
        if (child.exitCode === null && child.signalCode === null) stop();
        await ended.catch(() => {});
      },
    };
  }
}

/** Skips events that later versions may add. */
function eventOf(line: string, schema: typeof ThreadEventSchema): ThreadEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new CodexError("internal", `codex printed a line that is not JSON: ${line.slice(0, 200)}`, { cause });
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? sdkEvent(parsed.data) : undefined;
}

async function schemaFile(schema: unknown): Promise<AsyncDisposable & { readonly path: string | undefined }> {
  if (schema === undefined) return { path: undefined, async [Symbol.asyncDispose]() {} };
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw new CodexError("request-invalid", "outputSchema must be a JSON Schema: a plain object");
  const folder = await mkdtemp(path.join(tmpdir(), "codex-schema-"));
  const file = path.join(folder, "schema.json");
  await writeFile(file, JSON.stringify(schema));
  return { path: file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
