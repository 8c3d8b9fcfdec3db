import type { Environment } from "../environment.js";
import { CodexError } from "../error.js";
import { type CatalogModel, modelFamilyIn, readModelCatalog } from "../model/catalog.js";
import type { ModelFamily } from "../model/model-family.js";
import { getModelInfo } from "../model/model-info.js";
import {
  builtInModelProviders,
  LOCAL_PROVIDERS,
  type ModelProviderInfo,
  replaceableModelProviders,
} from "../model/provider/provider-info.js";
import type { Config } from "./config.js";
import type { ConfigOverrides } from "./config-sources.js";
import type { Requirements } from "./requirements/requirements.js";
import type { ConfigToml } from "./toml/config-toml.js";
import type { ConfigProfile } from "./toml/profile-toml.js";
import { unknownName } from "./unknown-name.js";

const DEFAULT_MODEL = "gpt-5";
const DEFAULT_PROVIDER = "openai";

export interface ModelSources {
  readonly toml: ConfigToml;
  /** The same settings with the chosen profile applied. */
  readonly settings: ConfigProfile;
  readonly overrides: ConfigOverrides;
  readonly requirements: Requirements | undefined;
  readonly env: Environment;
  readonly codexHome: string;
}

type ChosenModel = Pick<
  Config,
  | "model"
  | "modelCatalog"
  | "modelFamily"
  | "modelContextWindow"
  | "modelReasoningEffort"
  | "modelProviders"
  | "modelProviderId"
  | "modelProvider"
>;

/** The model to use, its known properties and its provider. @throws CodexError `config-invalid` for an unknown provider. */
export async function chosenModel(sources: ModelSources): Promise<ChosenModel> {
  const { toml, settings, overrides, requirements, env, codexHome } = sources;
  const local = localProviderOf(overrides.localProvider, toml);
  const model = modelNamed(overrides.model ?? local?.model ?? settings.model ?? DEFAULT_MODEL);
  const modelCatalog = await readModelCatalog(toml.model_catalog_json, codexHome);
  const modelFamily = familyOf(model, toml, modelCatalog);
  const modelProviders = {
    ...replaceableModelProviders(env),
    ...toml.model_providers,
    ...builtInModelProviders(env, toml.openai_base_url),
  };
  const wantedProviderId = local?.id ?? overrides.modelProvider ?? settings.model_provider;
  const modelProviderId = requirements?.demands.model_provider ?? wantedProviderId ?? DEFAULT_PROVIDER;
  return {
    model,
    modelCatalog,
    modelFamily,
    modelContextWindow:
      toml.model_context_window ?? modelFamily.contextWindow ?? getModelInfo(modelFamily)?.contextWindow,
    modelReasoningEffort: settings.model_reasoning_effort ?? modelFamily.defaultEffort ?? "medium",
    modelProviders,
    modelProviderId,
    modelProvider: providerNamed(modelProviders, modelProviderId),
  };
}

function localProviderOf(wanted: ConfigOverrides["localProvider"], toml: ConfigToml) {
  if (wanted === undefined) return undefined;
  return LOCAL_PROVIDERS[wanted === "configured" ? (toml.oss_provider ?? "ollama") : wanted];
}

function modelNamed(model: string): string {
  if (model.trim() !== "") return model;
  throw new CodexError("config-invalid", "model: the name is empty: name a model, or leave it out for the default one");
}

function familyOf(model: string, toml: ConfigToml, catalog: readonly CatalogModel[] | undefined): ModelFamily {
  const family = modelFamilyIn(catalog, model);
  return toml.model_supports_reasoning_summaries === true ? { ...family, supportsReasoningSummaries: true } : family;
}

function providerNamed(providers: Readonly<Record<string, ModelProviderInfo>>, id: string): ModelProviderInfo {
  const provider = Object.hasOwn(providers, id) ? providers[id] : undefined;
  if (provider === undefined) throw unknownName(`Model provider \`${id}\` not found`, id, Object.keys(providers));
  return provider;
}
