import type { Effort } from "./effort.js";

/** How a model wants to be given `apply_patch`: as free text checked by a grammar, or as a function with one string. */
export type ApplyPatchToolType = "freeform" | "function";

/** Models that are spoken to in the same way. */
export interface ModelFamily {
  /** The model's own name, such as `gpt-4.1-2025-04-14`. */
  readonly slug: string;
  /** The family's name, such as `gpt-4.1`. */
  readonly family: string;
  /** The patch format has to be explained to it even when there is an `apply_patch` tool. */
  readonly needsSpecialApplyPatchInstructions: boolean;
  /** Requests may carry `reasoning` with effort and summary. */
  readonly supportsReasoningSummaries: boolean;
  /** It knows the built-in `local_shell` tool, which then stands in for `shell`. */
  readonly usesLocalShellTool: boolean;
  /** It does better with `apply_patch` as a tool of its own. Default: only when the configuration asks for it. */
  readonly applyPatchToolType?: ApplyPatchToolType | undefined;
  /**
   * A catalogue describes it. It is asked as models of today are: nothing is stored at the server, its instructions are the
   * developer's first message, the tools of an MCP server are a group.
   */
  readonly isInCatalog?: boolean | undefined;
  /** It hears of its tools from the first item of the conversation, not beside it, and of its instructions from the next one. */
  readonly hearsToolsAsItem?: boolean | undefined;
  /** It runs commands by `exec_command` and `write_stdin` instead of `shell`. Default: only when the configuration asks for it. */
  readonly usesUnifiedExec?: boolean | undefined;
  /** It is offered `view_image`. */
  readonly seesImages?: boolean | undefined;
  /** The search of its provider gives pictures too. */
  readonly searchesImages?: boolean | undefined;
  /** It runs no commands. */
  readonly runsNoCommands?: boolean | undefined;
  /** It is offered `request_user_input`. */
  readonly asksUser?: boolean | undefined;
  /** It may make several calls in one answer, which run at once where they can. Default: they run one after the other. */
  readonly callsInParallel?: boolean | undefined;
  /** Its base instructions, where its catalogue brings them. */
  readonly baseInstructions?: string | undefined;
  /** Tokens, where its catalogue says so. */
  readonly contextWindow?: number | undefined;
  /** How hard it thinks when nobody says otherwise. */
  readonly defaultEffort?: Effort | undefined;
}

type Traits = Partial<Omit<ModelFamily, "slug" | "family">>;

/** First match wins, so longer prefixes come before shorter ones. */
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
    traits: { supportsReasoningSummaries: true, hearsToolsAsItem: true, callsInParallel: true },
  })),
  { prefix: "gpt-5", family: "gpt-5", traits: { supportsReasoningSummaries: true } },
];

/** The family that a model is known to belong to. */
export function findFamilyForModel(slug: string): ModelFamily | undefined {
  const match = FAMILIES.find(({ prefix }) => slug.startsWith(prefix));
  return match === undefined ? undefined : { ...plainFamily(slug, match.family ?? slug), ...match.traits };
}

/** As `findFamilyForModel`; a model that nobody knows is a family of its own without special traits. */
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
