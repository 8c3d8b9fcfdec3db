import {
  type Ask,
  type Config,
  type ConfigOverrides,
  isPlainSandbox,
  type NewThreadOptions,
  type ThreadStore,
} from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { parseWorkerEntry } from "../messages/worker-entry.js";
import { listNames } from "../workspace/list-names.js";
import type { WorkspaceRef } from "../workspace/workspace-ref.js";
import { entriesOf } from "./bucket-entries.js";
import { inEngineTerms, NO_PROFILES, notOnFleet } from "./engine-errors.js";
import { fleetThreadStore } from "./fleet-thread-store.js";
import { HostedFleetThread } from "./hosted-thread.js";

export interface FleetHomeOptions {
  /** Only workers with this label take turns. */
  readonly label?: string | undefined;
  /** The workspace of a thread in that folder, and the names of files that are left out of it. */
  readonly workspaceOf: (folder: string) => Promise<TakenWorkspace>;
}

export interface TakenWorkspace {
  /** Undefined for an empty folder. */
  readonly ref: WorkspaceRef | undefined;
  readonly left: readonly string[];
}

/** A client's options for a thread. */
export interface HomeThreadOptions
  extends Pick<NewThreadOptions, "ephemeral" | "tools" | "originator" | "threadSource" | "initialSettings"> {
  /** The thread to continue. Default: a new one. */
  readonly savedId?: string | undefined;
  readonly requested: ConfigOverrides & { readonly settings: readonly (readonly [key: string, value: unknown])[] };
  readonly ask: Ask;
}

/** A fleet that replaces the engine of an app-server. */
export interface FleetHome {
  readonly store: ThreadStore;
  readonly elsewhere: string;
  open(config: Config, options: HomeThreadOptions): Promise<HostedFleetThread>;
  forget(id: string): Promise<void>;
}

const EFFORT_KEY = "model_reasoning_effort";

export function fleetHome(fleet: Fleet, home: FleetHomeOptions): FleetHome {
  return {
    store: fleetThreadStore(fleet),
    elsewhere: "threads run on the workers of a fleet, and nothing is run on this machine",
    open: (config, options) => openThread(fleet, home, { config, options }),
    async forget() {},
  };
}

async function openThread(
  fleet: Fleet,
  { label, workspaceOf }: FleetHomeOptions,
  { config, options }: { readonly config: Config; readonly options: HomeThreadOptions },
): Promise<HostedFleetThread> {
  const { savedId, requested, ask, ephemeral, tools = [], originator, threadSource } = options;
  if (ephemeral === true) throw notOnFleet("the fleet keeps what its threads say");
  if (!isPlainSandbox(config)) throw notOnFleet(NO_PROFILES);
  if (tools.length > 0) throw notOnFleet("workers cannot call tools of a client");
  const { baseInstructions, developerInstructions } = requested;
  const saved = savedId === undefined ? undefined : await fleetThreadStore(fleet).find(savedId);
  const model = requested.model ?? saved?.settings.model;
  const shown = { ...config, model: model ?? (await inEngineTerms(workersModel(fleet))) ?? config.model };
  const hosted = await HostedFleetThread.open(fleet, {
    config: shown,
    ask,
    thread: {
      threadId: savedId,
      model,
      baseInstructions,
      developerInstructions,
      workspace: async () => reportLeft(await workspaceOf(config.cwd), hosted),
      label,
      limits: config.limits,
      isAnswered: true,
      source: "vscode",
      clientFolder: config.cwd,
      originator,
      threadSource,
    },
  });
  await useRequested(hosted, config, requested);
  await hosted.configure(options.initialSettings ?? {});
  return hosted;
}

/** Warns of files that were left out. */
function reportLeft({ ref, left }: TakenWorkspace, hosted: HostedFleetThread): WorkspaceRef | undefined {
  if (left.length > 0)
    hosted.warn(
      "workspace-incomplete",
      `Not sent, since it looks secret, is too large, cannot be read or is a repository of its own: ${listNames(left)}`,
    );
  return ref;
}

/** Uses the requested effort, and warns of settings that the worker decides. */
async function useRequested(
  hosted: HostedFleetThread,
  { modelReasoningEffort: effort }: Config,
  { modelProvider, settings }: HomeThreadOptions["requested"],
): Promise<void> {
  const keys = settings.map(([key]) => key);
  if (keys.includes(EFFORT_KEY)) await hosted.configure({ effort });
  const unused = [
    ...(modelProvider === undefined ? [] : ["model_provider"]),
    ...keys.filter((key) => key !== EFFORT_KEY),
  ];
  if (unused.length > 0)
    hosted.warn("settings-unused", `On a fleet the worker's configuration counts; not used: ${unused.join(", ")}`);
}

/** The model of turns that name none, if all workers have the same. */
async function workersModel(fleet: Fleet): Promise<string | undefined> {
  const workers = await entriesOf(fleet.workers, parseWorkerEntry);
  const [first, ...others] = new Set([...workers.values()].map(({ model }) => model));
  return others.length === 0 ? first : undefined;
}
