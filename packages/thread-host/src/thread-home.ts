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
type OfThisEngine = "catchUp" | "mcpSettings" | "changeServers" | "permitDenied";

/** What a server asks of a thread: one of this process's engine, or one whose turns run elsewhere. */
export interface HostedThread extends Pick<Thread, SameEverywhere>, Partial<Pick<Thread, OfThisEngine>> {
  /** How what runs for it on this machine is confined; undefined when it runs elsewhere. */
  readonly sandbox: SandboxScope | undefined;
  /** Turns behind the active one, where a thread takes them; the first of them is active itself while none runs. Default: none. */
  readonly waitingTurns?: readonly TurnInfo[] | undefined;
  /** What happened before it was opened, where the thread itself knows better than its store. */
  readonly earlierTurns?: readonly TurnView[] | undefined;
}

export interface RequestedConfig extends ConfigOverrides {
  /** Values by their keys. */
  readonly settings: readonly CliOverride[];
}

export interface OpenThreadOptions extends NewThreadOptions {
  /** Goes on with that thread of the store. */
  readonly savedId?: string | undefined;
  /** What the client asked for; the rest of the configuration is this machine's. */
  readonly requested: RequestedConfig;
  /** Answers the questions of turns, those that others began too. */
  readonly ask: Ask;
}

/** Where a server's threads are kept, and their turns run. */
export interface ThreadHome {
  readonly store: ThreadStore;
  /** Why nothing can be run on this machine for a client; undefined where that is what the server is for. */
  readonly elsewhere: string | undefined;
  open(config: Config, options: OpenThreadOptions): Promise<HostedThread>;
  /** Forgets a thread that was closed. */
  forget(id: string): Promise<void>;
}

/** The engine of this process. */
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
