import type { ProgramResult } from "@codex/test-support";
import type { Json, View } from "./observation.js";
import type { ServerClient } from "./server-client.js";
import type { SubmissionClient } from "./submission-client.js";
import type { World, WorldOptions } from "./world.js";

interface CaseOptions extends WorldOptions {
  /** What it shows, in one line. */
  readonly about: string;
  /** Before the program starts. */
  readonly prepare?: (world: World) => void;
  /** What of it counts. Default: all. */
  readonly view?: View;
  /** Where it is otherwise than the reference on purpose: the difference, word for word, and why. */
  readonly deliberate?: Readonly<Record<string, string>>;
  /** What is not looked at, because other cases do or because it has no meaning here. */
  readonly ignore?: readonly ("files" | "model")[];
}

/** Runs `codex ARGS…` to its end; `view` says what of the end counts. Default: exit code and output. */
export type Run = (
  args: readonly string[],
  options?: { readonly input?: string; readonly view?: (end: ProgramResult) => Json },
) => Promise<ProgramResult>;

/** A case; what `play` returns counts as well. */
export type ConformanceCase =
  | (CaseOptions & { readonly kind: "server"; play(client: ServerClient, world: World): Promise<unknown> })
  | (CaseOptions & { readonly kind: "submissions"; play(client: SubmissionClient, world: World): Promise<unknown> })
  | (CaseOptions & { readonly kind: "command"; play(run: Run, world: World): Promise<unknown> });

type Of<Kind extends ConformanceCase["kind"]> = Omit<Extract<ConformanceCase, { kind: Kind }>, "kind">;

/** A case of a client of `codex mcp`. */
export const serverCase = (options: Of<"server">): ConformanceCase => ({ kind: "server", ...options });
/** A case of a client of `codex proto`. */
export const submissionCase = (options: Of<"submissions">): ConformanceCase => ({ kind: "submissions", ...options });
/** A case of command lines. */
export const commandCase = (options: Of<"command">): ConformanceCase => ({ kind: "command", ...options });

/** A conversation, opened with these parameters, in which one thing is said. */
export const oneTurn =
  (params: Json = {}, text = "go", end?: string) =>
  async (client: ServerClient): Promise<void> => {
    await client.initialize();
    const { conversationId } = await client.openConversation(params);
    await client.say(conversationId, text, end);
  };
