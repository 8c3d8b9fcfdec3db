import type { Model } from "@codex/app-server-protocol/models";
import { builtInCatalog, type CatalogModel } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import { pageOf } from "../pagination.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidRequest } from "../rpc-errors.js";

type Methods = "model/list" | "modelProvider/list" | "modelProvider/capabilities/read" | "collaborationMode/list";

/** Models and model providers. */
export function modelRequests({ server }: ClientContext): RequestHandlers<Methods> {
  const load = async () => (await server.host()).loadConfig({}, []);
  return {
    async "model/list"({ includeHidden, modelProvider, ...page }) {
      const config = await load();
      if (modelProvider != null && !Object.hasOwn(config.modelProviders, modelProvider)) {
        const data = { type: "modelProviderNotConfigured", modelProvider };
        throw invalidRequest(`the configuration has no model provider ${modelProvider}`, { data });
      }
      const catalog = config.modelCatalog ?? builtInCatalog();
      const shown = catalog.filter(({ visibility }) => includeHidden === true || visibility === "list");
      const first = catalog.find(({ visibility }) => visibility === "list");
      return pageOf(
        shown.map((entry) => modelOf(entry, entry === first)),
        page,
      );
    },
    async "modelProvider/list"() {
      const { modelProviders, modelProviderId } = await load();
      return {
        defaultProviderId: modelProviderId,
        canChangeDefault: false,
        data: Object.entries(modelProviders).map(([id, provider]) => ({
          id,
          name: provider.name,
          baseUrl: provider.base_url ?? null,
          canEdit: false,
          settings: provider.requires_openai_auth
            ? { type: "openai" as const }
            : { type: "customGateway" as const, auth: gatewayAuth(provider.env_key) },
        })),
      };
    },
    "modelProvider/capabilities/read": () => ({ webSearch: true, imageGeneration: true }),
    "collaborationMode/list": () => ({
      data: [
        { name: "Plan", mode: "plan", reasoning_effort: "medium" },
        { name: "Default", mode: "default" },
      ],
    }),
  };
}

const gatewayAuth = (envKey: string | undefined) =>
  envKey === undefined ? { mode: "none" as const } : { mode: "environmentVariable" as const, envKey };

function modelOf(entry: CatalogModel, isDefault: boolean): Model {
  return {
    id: entry.slug,
    model: entry.slug,
    displayName: entry.display_name ?? entry.slug,
    description: entry.description ?? "",
    hidden: entry.visibility !== "list",
    isDefault,
    defaultReasoningEffort: entry.default_reasoning_level ?? "medium",
    supportedReasoningEfforts: entry.supported_reasoning_levels.map(({ effort, description }) => ({
      reasoningEffort: effort,
      description,
    })),
    inputModalities: entry.input_modalities,
    serviceTiers: entry.service_tiers,
    additionalSpeedTiers: entry.additional_speed_tiers,
    defaultServiceTier: entry.default_service_tier ?? null,
    supportsPersonality: false,
    upgrade: null,
    upgradeInfo: null,
  };
}
