import type { ProgramResult } from "@codex/test-support";
import type { Json, View } from "./observation.js";
import type { ServerClient } from "./server-client.js";
import type { SubmissionClient } from "./submission-client.js";
import type { World, WorldOptions } from "./world.js";

interface CaseOptions extends WorldOptions {
  /** What it shows, in one line. */
  readonly about: string;
  /** Runs before the program starts. */
  readonly prepare?: (world: World) => void;
  /** The parts that are compared. Default: all. */
  readonly view?: View;
  /** Deliberate differences from the reference: the difference, verbatim, and the reason. */
  readonly deliberate?: Readonly<Record<string, string>>;
  /** Parts that are ignored, because other cases cover them or because they have no meaning here. */
  readonly ignore?: readonly ("files" | "model")[];
}

/** Runs `codex ARGS…` to its end; `view` selects what is compared. Default: exit code and output. */
export type Run = (
  args: readonly string[],
  options?: { readonly input?: string; readonly view?: (end: ProgramResult) => Json },
) => Promise<ProgramResult>;

/** A case; the result of `play` is compared too. */
export type ConformanceCase =
  | (CaseOptions & { readonly kind: "server"; play(client: ServerClient, world: World): Promise<unknown> })
  | (CaseOptions & { readonly kind: "submissions"; play(client: SubmissionClient, world: World): Promise<unknown> })
  | (CaseOptions & { readonly kind: "command"; play(run: Run, world: World): Promise<unknown> });

type Of<Kind extends ConformanceCase["kind"]> = Omit<Extract<ConformanceCase, { kind: Kind }>, "kind">;

/** A case with a client of `codex mcp`. */
export const serverCase = (options: Of<"server">): ConformanceCase => ({ kind: "server", ...options });
/** A case with a client of `codex proto`. */
export const submissionCase = (options: Of<"submissions">): ConformanceCase => ({ kind: "submissions", ...options });
/** A case with command lines. */
export const commandCase = (options: Of<"command">): ConformanceCase => ({ kind: "command", ...options });

/** A conversation with these parameters and one turn. */
export const oneTurn =
  (params: Json = {}, text = "go", end?: string) =>
  async (client: ServerClient): Promise<void> => {
    await client.initialize();
    const { conversationId } = await client.openConversation(params);
    await client.say(conversationId, text, end);
  };
