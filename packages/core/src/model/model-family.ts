import type { ReasoningSummary, Verbosity } from "@codex/protocol";
import type { Effort } from "./effort.js";

/** The form in which a model wants `apply_patch`: free text checked by a grammar, or a function with one string. */
export type ApplyPatchToolType = "freeform" | "function";

/** Models that are prompted in the same way. */
export interface ModelFamily {
  /** The model's own name, such as `gpt-4.1-2025-04-14`. */
  readonly slug: string;
  /** The family's name, such as `gpt-4.1`. */
  readonly family: string;
  /** It needs an explanation of the patch format even if there is an `apply_patch` tool. */
  readonly needsSpecialApplyPatchInstructions: boolean;
  /** Requests may carry `reasoning` with effort and summary. */
  readonly supportsReasoningSummaries: boolean;
  /** It knows the built-in `local_shell` tool, which then replaces `shell`. */
  readonly usesLocalShellTool: boolean;
  /** It works better with `apply_patch` as a separate tool. Default: only if configured. */
  readonly applyPatchToolType?: ApplyPatchToolType | undefined;
  /**
   * It is described by a catalog. Requests then use the current conventions: the server stores nothing, the instructions are the
   * first developer message, and the tools of an MCP server form a group.
   */
  readonly isInCatalog?: boolean | undefined;
  /** It receives its tools as the first item of the conversation and its instructions as the second. */
  readonly receivesToolsAsItem?: boolean | undefined;
  /** It runs commands with `exec_command` and `write_stdin` instead of `shell`. Default: only if configured. */
  readonly usesUnifiedExec?: boolean | undefined;
  /** It gets `view_image`. */
  readonly seesImages?: boolean | undefined;
  /** Its provider's search also returns images. */
  readonly searchesImages?: boolean | undefined;
  /** It runs no commands. */
  readonly runsNoCommands?: boolean | undefined;
  /** It gets `request_user_input`. */
  readonly asksUser?: boolean | undefined;
  /** It may make several calls in one answer, which run in parallel if possible. Default: they run one after another. */
  readonly callsInParallel?: boolean | undefined;
  /** Base instructions from its catalog. */
  readonly baseInstructions?: string | undefined;
  /** In tokens, if its catalog says so. */
  readonly contextWindow?: number | undefined;
  /** How much of its context window conversations may use. Default: all. */
  readonly usableWindowPercent?: number | undefined;
  /** In tokens: where its conversations are compacted, if its catalog says so. */
  readonly autoCompactTokens?: number | undefined;
  /** The most that it gets of one tool's output, in tokens, if its catalog says so. */
  readonly toolOutputTokens?: number | undefined;
  /** The service tiers that its catalog lists. */
  readonly serviceTiers?: readonly string[] | undefined;
  /** The reasoning efforts that its catalog lists. */
  readonly efforts?: readonly Effort[] | undefined;
  /** Its default reasoning effort. */
  readonly defaultEffort?: Effort | undefined;
  /** Its default form of reasoning summaries. */
  readonly defaultSummary?: ReasoningSummary | undefined;
  /** Requests may say how detailed its answers are. Default: only those to GPT-5. */
  readonly takesVerbosity?: boolean | undefined;
  /** How detailed its answers are by default. */
  readonly defaultVerbosity?: Verbosity | undefined;
}

type Traits = Partial<Omit<ModelFamily, "slug" | "family">>;

/** The first match wins, so longer prefixes come before shorter ones. */
const FAMILIES: readonly { readonly prefix: string; readonly family?: string; readonly traits: Traits }[] = [
  { prefix: "o3", family: "o3", traits: { supportsReasoningSummaries: true } },
  { prefix: "o4-mini", family: "o4-mini", traits: { supportsReasoningSummaries: true } },
  {
    prefix: "codex-mini-latest",
    family: "codex-mini-latest",
    traits: { supportsReasoningSummaries: true, usesLocalShellTool: true },
  },
  { prefix: "codex-", traits: { supportsReasoningSummaries: true } },
  { prefix: "gpt-4.1", family: "gpt-4.1", traits: { needsSpecialApplyPatchInstructions: true } },
  { prefix: "gpt-oss", family: "gpt-oss", traits: { applyPatchToolType: "function" } },
  { prefix: "gpt-4o", family: "gpt-4o", traits: {} },
  { prefix: "gpt-3.5", family: "gpt-3.5", traits: {} },
  ...["gpt-5.6-", "gpt-6-", "gpt-6.1-", "gpt-6.2-"].map((prefix) => ({
    prefix,
    family: "gpt-5",
    traits: { supportsReasoningSummaries: true, receivesToolsAsItem: true, callsInParallel: true },
  })),
  { prefix: "gpt-5", family: "gpt-5", traits: { supportsReasoningSummaries: true } },
];

/** The family of a known model. */
export function findFamilyForModel(slug: string): ModelFamily | undefined {
  const match = FAMILIES.find(({ prefix }) => slug.startsWith(prefix));
  return match === undefined ? undefined : { ...plainFamily(slug, match.family ?? slug), ...match.traits };
}

/** Like `findFamilyForModel`; an unknown model is a family of its own without special traits. */
export function modelFamilyFor(slug: string): ModelFamily {
  return findFamilyForModel(slug) ?? plainFamily(slug, slug);
}

function plainFamily(slug: string, family: string): ModelFamily {
  return {
    slug,
    family,
    needsSpecialApplyPatchInstructions: false,
    supportsReasoningSummaries: false,
    usesLocalShellTool: false,
  };
}
