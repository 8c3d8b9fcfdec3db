import { isWithin, type SandboxScope, SessionRoots, sandboxScope } from "@codex/core";
import { Lazy, type ServerHost } from "@codex/thread-host";
import type { ServedThreads } from "./threads/served-threads.js";

export interface ClientSandboxesOptions {
  readonly host: () => Promise<ServerHost>;
  readonly threads: ServedThreads;
  /** Where threads that name no folder work. */
  readonly cwd: string;
}

/** What confines that which clients ask for outside of turns: what confines the loaded threads, elsewhere the configuration. */
export class ClientSandboxes {
  readonly #options: ClientSandboxesOptions;
  /** The folders that the configuration names, as they were when the first client asked for something. */
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

  /** The sandbox of the thread that works in the folder, or around it; else that of the configuration, with the folder as its own. */
  async around(folder: string): Promise<SandboxScope> {
    const around = this.#ofThreads().filter(({ sandboxCwd }) => isWithin(sandboxCwd, folder));
    const [nearest] = around.sort((a, b) => b.sandboxCwd.length - a.sandboxCwd.length);
    return nearest ?? (await this.#ofConfig(folder));
  }

  /** All of them. */
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
