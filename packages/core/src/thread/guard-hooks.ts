import type { Config } from "../config/config.js";
import type { Hook } from "../hooks/hook.js";
import { listHooks } from "../hooks/load-hooks.js";
import { runnableHooks } from "../hooks/run-hooks.js";
import { ownPrograms, shellLine } from "../safety/own-programs.js";
import type { Session } from "../session/session.js";

/** Hooks run without a sandbox: they must not see the keys in our environment, and confined commands must not change their scripts. */
export async function guardHooks({ services, roots, config }: Session, hooks: readonly Hook[]): Promise<void> {
  if (hooks.length > 0) await services.exec.seal();
  roots.hookPrograms = await programsOf(hooks, config);
}

/** Makes the session use the hooks of this configuration, after the user has changed their decisions. */
export async function useHooks(session: Session, config: Config): Promise<void> {
  const runnable = runnableHooks((await listHooks(config)).hooks, config.hooks);
  await guardHooks(session, runnable);
  session.hooks.runnable = runnable;
}

function programsOf(hooks: readonly Hook[], { notify, cwd }: Config): Promise<string[]> {
  const lines = hooks.flatMap(({ handler }) => (handler.type === "command" ? [shellLine(handler.command)] : []));
  return ownPrograms([...lines, ...(notify === undefined ? [] : [notify])], cwd);
}
