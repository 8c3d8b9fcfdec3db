import { isWithin, type SandboxScope, SessionRoots, sandboxScope } from "@codex/core";
import { Lazy, type ServerHost } from "@codex/thread-host";
import type { ServedThreads } from "./threads/served-threads.js";

export interface ClientSandboxesOptions {
  readonly host: () => Promise<ServerHost>;
  readonly threads: ServedThreads;
  /** The folder of threads that name none. */
  readonly cwd: string;
}

/** The sandboxes for what clients do outside of turns: those of the loaded threads, or else of the configuration. */
export class ClientSandboxes {
  readonly #options: ClientSandboxesOptions;
  /** The folders that the configuration names, resolved at the first use. */
  readonly #roots: Lazy<SessionRoots>;

  constructor(options: ClientSandboxesOptions) {
    this.#options = options;
    this.#roots = new Lazy(async () => {
      const { env, codexHome, sandboxPolicy } = await this.#config();
      const roots = new SessionRoots({ env, codexHome });
      roots.learn(sandboxPolicy, options.cwd);
      return roots;
    });
  }

  /** The sandbox of the nearest thread that works in or above the folder; otherwise that of the configuration, applied to the folder. */
  async around(folder: string): Promise<SandboxScope> {
    const around = this.#ofThreads().filter(({ sandboxCwd }) => isWithin(sandboxCwd, folder));
    const [nearest] = around.sort((a, b) => b.sandboxCwd.length - a.sandboxCwd.length);
    return nearest ?? (await this.#ofConfig(folder));
  }

  /** The sandboxes of all loaded threads and of the configuration. */
  async all(): Promise<readonly SandboxScope[]> {
    return [...this.#ofThreads(), await this.#ofConfig(this.#options.cwd)];
  }

  #ofThreads(): SandboxScope[] {
    return this.#options.threads.all.flatMap(({ thread }) => thread.sandbox ?? []);
  }

  async #ofConfig(sandboxCwd: string): Promise<SandboxScope> {
    return sandboxScope(await this.#config(), { cwd: sandboxCwd, roots: await this.#roots.get() });
  }

  async #config() {
    const host = await this.#options.host();
    return host.loadConfig({}, []);
  }
}
