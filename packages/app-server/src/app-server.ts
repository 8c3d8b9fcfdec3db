import type { NotificationMethod } from "@codex/app-server-protocol/methods";
import { type CliOverride, fileThreadStore, SkillWatch, skillPlaces } from "@codex/core";
import type { Transport } from "@codex/jsonrpc";
import { type CreateServerHost, engineHome, Lazy, type ServerHost, type ThreadHome } from "@codex/thread-host";
import { AccountLimits } from "./account-limits.js";
import type { AppClient, NotificationParams } from "./app-client.js";
import { ClientSandboxes } from "./client-sandboxes.js";
import { SavedGoals } from "./goals/saved-goals.js";
import { McpServers } from "./mcp-servers.js";
import { serveClient } from "./serve-client.js";
import type { ServedThread } from "./threads/served-thread.js";
import { ServedThreads } from "./threads/served-threads.js";
import { InputQueues } from "./turns/input-queues.js";

export interface AppServerOptions {
  /** Creates the engine; called by the first request that needs it. */
  readonly createHost: CreateServerHost;
  /** Where threads are stored and run. Default: in the engine, as files in `codexHome`. */
  readonly home?: ThreadHome | undefined;
  /** The folder of configuration and sessions, as an absolute path. */
  readonly codexHome: string;
  /** The base of relative paths, and the folder of threads that name none. */
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  /** Our version. */
  readonly version: string;
  /** Overrides of the configuration, from the command line. */
  readonly cliOverrides?: readonly CliOverride[] | undefined;
  /** The administrator's requirements. Default: `/etc/codex/requirements.toml`. */
  readonly requirementsFile?: string | undefined;
  /** Where a login waits for the browser. Default: 1455. */
  readonly loginPort?: number | undefined;
  /** Reports diagnostics of this process. */
  readonly measureProcess?: (() => { readonly id: number; readonly residentMemoryBytes: number }) | undefined;
  /** Called for problems that are not reported to any client. */
  readonly onProblem?: ((message: string) => void) | undefined;
}

/** What all clients of one server process share. */
export interface AppServer extends AsyncDisposable {
  readonly options: AppServerOptions;
  readonly host: () => Promise<ServerHost>;
  readonly home: ThreadHome;
  /** Features that clients have switched for this process, by name. */
  readonly featureSwitches: Record<string, boolean>;
  /** The MCP servers of the configuration, outside of threads. */
  readonly mcpServers: McpServers;
  /** Skill folders that clients have added, for this process. */
  readonly extraSkillRoots: string[];
  /** Watches the skill folders of the loaded threads. */
  readonly watchSkills: () => void;
  /** The loaded threads. */
  readonly threads: ServedThreads;
  readonly savedGoals: SavedGoals;
  /** Input that waits for its own turn. */
  readonly queues: InputQueues;
  readonly accountLimits: AccountLimits;
  /** The sandbox of what clients run outside of turns. */
  readonly sandboxes: ClientSandboxes;
  readonly clientCount: number;
  /** Serves one client; settles when it has disconnected. */
  serve(transport: Transport): Promise<void>;
  /** Notifies every client. */
  notifyAll<M extends NotificationMethod>(method: M, params: NotificationParams<M>): void;
}

export function createAppServer(options: AppServerOptions): AppServer {
  const host = new Lazy(options.createHost);
  const clients = new Set<AppClient>();
  const home = options.home ?? engineHome(fileThreadStore(options.codexHome), () => host.get());
  const skills = new SkillWatch(() => server.notifyAll("skills/changed", {}));
  const watchSkills = () => {
    // A fleet's threads have their skills elsewhere.
    if (home.elsewhere !== undefined) return;
    const ofThreads = threads.all.flatMap(({ options }) => skillPlaces(options.config));
    const places = ofThreads.length === 0 ? [] : [...ofThreads, ...server.extraSkillRoots];
    void skills.follow(places).catch(() => {});
  };
  const threads = new ServedThreads({
    home,
    onChange: watchSkills,
    // Input that cannot start stays queued until a client starts it, and then gets the error.
    onCompleted: (served) => void afterTurn(served).catch(() => {}),
    onClosed: (threadId) => server.notifyAll("thread/closed", { threadId }),
    onProblem: options.onProblem,
  });
  const queues = new InputQueues({
    store: home.store,
    findThread: (id) => threads.find(id),
  });
  /** Queued input goes first. */
  const afterTurn = async (served: ServedThread) => {
    await queues.startNext(served);
    await served.pursueGoal();
  };
  const server: AppServer = {
    options,
    host: () => host.get(),
    home,
    featureSwitches: {},
    extraSkillRoots: [],
    watchSkills,
    mcpServers: new McpServers(() => host.get()),
    threads,
    savedGoals: new SavedGoals(),
    queues,
    accountLimits: new AccountLimits((rateLimits) => server.notifyAll("account/rateLimits/updated", { rateLimits })),
    sandboxes: new ClientSandboxes({ host: () => host.get(), threads, cwd: options.cwd }),
    get clientCount() {
      return clients.size;
    },
    serve: (transport) => serveClient(server, transport, clients),
    notifyAll(method, params) {
      for (const client of clients) void client.notify(method, params);
    },
    async [Symbol.asyncDispose]() {
      skills[Symbol.dispose]();
      await server.mcpServers[Symbol.asyncDispose]();
      const made = await host.pending?.catch(() => undefined);
      await made?.[Symbol.asyncDispose]();
    },
  };
  return server;
}
