import path from "node:path";
import { ReasoningSummarySchema, VerbositySchema } from "@codex/protocol";
import * as z from "zod/mini";
import { CodexError, errorMessage } from "../error.js";
import { decodeText } from "../files/decode-text.js";
import { readPlainFile } from "../files/read-given-file.js";
import { type Effort, EffortSchema } from "./effort.js";
import { findFamilyForModel, type ModelFamily, modelFamilyFor } from "./model-family.js";
import { applicableTier } from "./service-tier.js";

const BYTES_PER_TOKEN = 4;

const EffortLevelSchema = z.object({ effort: z.string(), description: z._default(z.string(), "") });

const ServiceTierSchema = z.object({ id: z.string(), name: z.string(), description: z._default(z.string(), "") });

/** A model as described by a catalog, in the file's field names; other fields are dropped. */
export const CatalogModelSchema = z.object({
  /** The model's own name. */
  slug: z.string(),
  display_name: z.nullish(z.string()),
  description: z.nullish(z.string()),
  default_reasoning_level: z.nullish(z.string()),
  supported_reasoning_levels: z._default(z.array(EffortLevelSchema), []),
  /** `disabled`: no commands; with any other value, `exec_command` and `write_stdin`. */
  shell_type: z.nullish(z.string()),
  /** `list`: to choose from; `hide`: only by its name. */
  visibility: z._default(z.string(), "list"),
  /** Lowest first. */
  priority: z._default(z.number(), 0),
  base_instructions: z.nullish(z.string()),
  supports_reasoning_summaries: z._default(z.boolean(), false),
  apply_patch_tool_type: z.nullish(z.string()),
  supports_parallel_tool_calls: z._default(z.boolean(), false),
  /** Its tools are sent as an item of the conversation. */
  use_responses_lite: z._default(z.boolean(), false),
  context_window: z.nullish(z.number()),
  /** How much of the window is meant for conversations. */
  effective_context_window_percent: z.catch(z.number().check(z.gte(1), z.lte(100)), 95),
  auto_compact_token_limit: z.nullish(z.number()),
  /** The most of one tool's output, in tokens or bytes. */
  truncation_policy: z.catch(z.nullish(z.object({ mode: z.enum(["tokens", "bytes"]), limit: z.number() })), undefined),
  default_reasoning_summary: z.catch(z.nullish(ReasoningSummarySchema), undefined),
  support_verbosity: z.nullish(z.boolean()),
  default_verbosity: z.catch(z.nullish(VerbositySchema), undefined),
  web_search_tool_type: z.nullish(z.string()),
  input_modalities: z._default(z.array(z.string()), ["text", "image"]),
  service_tiers: z._default(z.array(ServiceTierSchema), []),
  default_service_tier: z.nullish(z.string()),
  additional_speed_tiers: z._default(z.array(z.string()), []),
});
export type CatalogModel = z.infer<typeof CatalogModelSchema>;

const MAX_BYTES = 16 * 1024 * 1024;
const CatalogSchema = z.object({ models: z.array(CatalogModelSchema) });

/**
 * The models of a file, relative to `codexHome`, in display order; undefined without a file.
 * @throws CodexError `config-invalid` if it cannot be read or is no catalog.
 */
export async function readModelCatalog(
  file: string | undefined,
  codexHome: string,
): Promise<CatalogModel[] | undefined> {
  if (file === undefined) return undefined;
  const resolved = path.resolve(codexHome, file);
  try {
    const parsed = CatalogSchema.safeParse(JSON.parse(decodeText(await readPlainFile(resolved, MAX_BYTES))));
    if (parsed.success) return parsed.data.models.toSorted((a, b) => a.priority - b.priority);
    const [issue] = parsed.error.issues;
    throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
  } catch (cause) {
    const reason = errorMessage(cause);
    throw new CodexError("config-invalid", `model_catalog_json: ${resolved} cannot be used: ${reason}`, { cause });
  }
}

/** A model's family, according to its catalog or else its name. */
export function modelFamilyIn(catalog: readonly CatalogModel[] | undefined, slug: string): ModelFamily {
  return familyInCatalog(catalog, slug) ?? modelFamilyFor(slug);
}

/** A model's description in a catalog; undefined if it is not listed. */
function familyInCatalog(catalog: readonly CatalogModel[] | undefined, slug: string): ModelFamily | undefined {
  const entry = catalog?.find((model) => model.slug === slug);
  return entry && familyOf(entry);
}

/** The family of a model that a session switches to; for unknown models, that of the session's own model. */
export function familyForModel(
  session: {
    readonly model: string;
    readonly modelFamily: ModelFamily;
    readonly modelCatalog: readonly CatalogModel[] | undefined;
  },
  model: string,
): ModelFamily {
  if (model === session.model) return session.modelFamily;
  return familyInCatalog(session.modelCatalog, model) ?? findFamilyForModel(model) ?? session.modelFamily;
}

/** A model's default reasoning effort. */
export function usualEffort(session: Parameters<typeof familyForModel>[0], model: string): Effort {
  return familyForModel(session, model).defaultEffort ?? "medium";
}

/** The chosen service tier; undefined if the model does not have it. */
export function usableServiceTier(
  session: Parameters<typeof familyForModel>[0],
  { model, serviceTier }: { readonly model: string; readonly serviceTier?: string | undefined },
): string | undefined {
  return applicableTier(serviceTier, familyForModel(session, model));
}

function familyOf(entry: CatalogModel): ModelFamily {
  const effort = EffortSchema.safeParse(entry.default_reasoning_level);
  const patchTool = entry.apply_patch_tool_type;
  return {
    slug: entry.slug,
    family: entry.slug,
    needsSpecialApplyPatchInstructions: false,
    supportsReasoningSummaries: entry.supports_reasoning_summaries,
    usesLocalShellTool: false,
    isInCatalog: true,
    receivesToolsAsItem: entry.use_responses_lite,
    usesUnifiedExec: entry.shell_type != null && entry.shell_type !== "disabled",
    applyPatchToolType: patchTool === "freeform" || patchTool === "function" ? patchTool : undefined,
    seesImages: entry.input_modalities.includes("image"),
    searchesImages: entry.web_search_tool_type === "text_and_image",
    runsNoCommands: entry.shell_type === "disabled",
    asksUser: true,
    callsInParallel: entry.supports_parallel_tool_calls,
    baseInstructions: entry.base_instructions ?? undefined,
    contextWindow: entry.context_window ?? undefined,
    usableWindowPercent: entry.effective_context_window_percent,
    autoCompactTokens: entry.auto_compact_token_limit ?? undefined,
    toolOutputTokens: toolOutputTokensOf(entry),
    serviceTiers: entry.service_tiers.map(({ id }) => id),
    efforts:
      entry.supported_reasoning_levels.length === 0
        ? undefined
        : entry.supported_reasoning_levels.map((level) => level.effort),
    defaultEffort: effort.success ? effort.data : undefined,
    defaultSummary: entry.default_reasoning_summary ?? undefined,
    takesVerbosity: entry.support_verbosity === true,
    defaultVerbosity: entry.default_verbosity ?? undefined,
  };
}

function toolOutputTokensOf({ truncation_policy: policy }: CatalogModel): number | undefined {
  return policy?.mode === "bytes" ? Math.ceil(policy.limit / BYTES_PER_TOKEN) : policy?.limit;
}

/** The models to choose from without a catalog. */
export function builtInCatalog(): readonly CatalogModel[] {
  return [
    builtIn("gpt-5", "Broad knowledge and strong reasoning", ["minimal", "low", "medium", "high"]),
    builtIn("gpt-6.2-sol", "For everyday coding, and fast", ALL_EFFORTS),
    builtIn("gpt-6.2-astra", "The most capable, for complex work", ALL_EFFORTS),
    builtIn("gpt-6.1-terra", "Efficient, and good with images", ALL_EFFORTS),
    builtIn("gpt-6-luna", "Fast and cheap, for easy tasks", ALL_EFFORTS.slice(0, -1)),
    builtIn("gpt-5.5", "For code, of an earlier generation", ["low", "medium", "high", "xhigh"]),
    builtIn("gpt-5-codex", "Made for code", ["low", "medium", "high"]),
    builtIn("gpt-5-mini", "Quick and cheap", ["minimal", "low", "medium", "high"]),
    builtIn("o3", "Reasons at length", ["low", "medium", "high"]),
    builtIn("o4-mini", "Reasons fast", ["low", "medium", "high"]),
    builtIn("codex-mini-latest", "Small, made for code", ["low", "medium", "high"]),
    builtIn("gpt-4.1", "Answers without reasoning", []),
  ];
}

const ALL_EFFORTS: readonly string[] = ["low", "medium", "high", "xhigh", "max", "ultra"];

function builtIn(slug: string, description: string, efforts: readonly string[]): CatalogModel {
  return CatalogModelSchema.parse({
    slug,
    display_name: slug,
    description,
    default_reasoning_level: "medium",
    supported_reasoning_levels: efforts.map((effort) => ({ effort, description: `${effort} effort` })),
    supports_reasoning_summaries: efforts.length > 0,
  });
}
