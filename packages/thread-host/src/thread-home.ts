import type {
  Ask,
  CliOverride,
  Config,
  ConfigOverrides,
  NewThreadOptions,
  SandboxScope,
  Thread,
  ThreadStore,
  TurnInfo,
  TurnView,
} from "@codex/core";
import type { ServerHost } from "./host.js";

type SameEverywhere =
  | "id"
  | "settings"
  | "activeTurn"
  | "isClosed"
  | "rolloutPath"
  | "saved"
  | "keep"
  | "goal"
  | "pursueGoal"
  | "mcp"
  | "terminals"
  | "endTerminal"
  | "start"
  | "steer"
  | "interrupt"
  | "configure"
  | "inject"
  | "compact"
  | "review"
  | "runUserCommand"
  | "revert"
  | "close"
  | "subscribe";

/** Where turns run elsewhere, they have the MCP servers that are configured there, and one process writes the thread. */
type OfThisEngine = "catchUp" | "mcpSettings" | "changeServers" | "useHooks" | "permitDenied" | "queueForModel";

/** What a server needs from a thread, whether it belongs to this process's engine or its turns run elsewhere. */
export interface HostedThread extends Pick<Thread, SameEverywhere>, Partial<Pick<Thread, OfThisEngine>> {
  /** The sandbox of what runs for it on this machine; undefined if it runs elsewhere. */
  readonly sandbox: SandboxScope | undefined;
  /**
   * Turns queued behind the active one, if the thread accepts them; if none is running, the first of them counts as active. Default:
   * none.
   */
  readonly waitingTurns?: readonly TurnInfo[] | undefined;
  /** What happened before it was opened, if the thread knows this better than its store. */
  readonly earlierTurns?: readonly TurnView[] | undefined;
}

export interface RequestedConfig extends ConfigOverrides {
  /** Values by key. */
  readonly settings: readonly CliOverride[];
}

export interface OpenThreadOptions extends NewThreadOptions {
  /** Continues this thread of the store. */
  readonly savedId?: string | undefined;
  /** The client's own settings; the rest of the configuration is this machine's. */
  readonly requested: RequestedConfig;
  /** Answers the questions of turns, including turns that others started. */
  readonly ask: Ask;
}

/** Where a server's threads are stored and their turns run. */
export interface ThreadHome {
  readonly store: ThreadStore;
  /** Why clients cannot run anything on this machine; undefined if they can. */
  readonly elsewhere: string | undefined;
  open(config: Config, options: OpenThreadOptions): Promise<HostedThread>;
  /** Forgets a closed thread. */
  forget(id: string): Promise<void>;
}

/** The home of threads that run in this process. */
export function engineHome(store: ThreadStore, host: () => Promise<ServerHost>): ThreadHome {
  return {
    store,
    elsewhere: undefined,
    async open(config, { savedId: _id, requested: _requested, ask: _ask, ...options }) {
      return (await host()).manager.newThread(config, options);
    },
    async forget(id) {
      await (await host()).manager.removeThread(id);
    },
  };
}
