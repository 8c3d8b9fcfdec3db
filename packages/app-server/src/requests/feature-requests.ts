import { FEATURES, type FeatureStage, isFeatureOn } from "@codex/core";
import type { ClientContext } from "../client-services.js";
import { pageOf } from "../pagination.js";
import type { RequestHandlers } from "../request-handlers.js";
import { loadedThread } from "../threads/find-thread.js";
import type { ServedThread } from "../threads/served-thread.js";
import { listProfiles } from "./list-profiles.js";
import { switchedFeatures } from "./switched-features.js";

type Methods =
  | "experimentalFeature/list"
  | "experimentalFeature/enablement/set"
  | "permissionProfile/list"
  | "mock/experimentalMethod"
  | "server/diagnostics";

/** Features and diagnostics of the server. */
export function featureRequests({ server }: ClientContext): RequestHandlers<Methods> {
  return {
    async "experimentalFeature/list"({ threadId, ...page }) {
      const switches = threadId == null ? await switchedFeatures(server) : featuresOf(loadedThread(server, threadId));
      const entries = FEATURES.map(({ name, stage, isOnByDefault, displayName, description }) => ({
        name,
        stage: STAGES[stage],
        displayName,
        description,
        announcement: "",
        enabled: isFeatureOn(name, switches) ?? isOnByDefault,
        defaultEnabled: isOnByDefault,
      }));
      return pageOf(entries, page);
    },
    "experimentalFeature/enablement/set"({ enablement }) {
      // Unknown names are ignored, as in the configuration.
      const known = Object.entries(enablement).filter(([name]) => isFeatureOn(name, {}) !== undefined);
      const switched = Object.fromEntries(known);
      Object.assign(server.featureSwitches, switched);
      return { enablement: switched };
    },
    "permissionProfile/list": async ({ cwd, ...page }) => pageOf(await listProfiles(server, cwd ?? undefined), page),
    "mock/experimentalMethod": ({ value }) => ({ echoed: value ?? null }),
    "server/diagnostics"() {
      const { id, residentMemoryBytes } = server.options.measureProcess?.() ?? { id: 0, residentMemoryBytes: null };
      const threads = server.threads.all;
      const gauges = [
        { name: "clients", value: server.clientCount },
        { name: "core.threads.live", value: threads.length },
        { name: "core.turns.active", value: threads.filter(({ thread }) => thread.activeTurn !== undefined).length },
      ];
      return { process: { id, residentMemoryBytes }, gauges };
    },
  };
}

const featuresOf = ({ options }: ServedThread) => options.config.features;

const STAGES: Readonly<Record<FeatureStage, string>> = {
  stable: "stable",
  beta: "beta",
  "under development": "underDevelopment",
  deprecated: "deprecated",
  removed: "removed",
};
