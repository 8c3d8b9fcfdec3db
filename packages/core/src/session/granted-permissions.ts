import type { SandboxPolicy } from "@codex/protocol";
import { bothPermissions, type Permissions } from "../items/permissions.js";
import type { RunningTurn } from "./running-turn.js";
import type { Turn } from "./turn.js";

interface Grant {
  readonly permissions: Permissions;
  /** The sandbox that they were given beside: in a narrower one they would be a surprise. */
  readonly mode: SandboxPolicy["mode"];
}

/** What the user let a thread's turns do beyond their sandbox, because the model asked for it in advance. */
export class GrantedPermissions {
  readonly #ofThread: Grant[] = [];
  readonly #ofTurns = new WeakMap<RunningTurn, Grant[]>();

  grant({ running, context }: Turn, permissions: Permissions, scope: "turn" | "thread"): void {
    const grant = { permissions, mode: context.sandboxPolicy.mode };
    if (scope === "thread") this.#ofThread.push(grant);
    else this.#ofTurns.set(running, [...(this.#ofTurns.get(running) ?? []), grant]);
  }

  /** What counts in a turn now. Nothing beside the thread's conversation, nor in plan mode, where nothing is to change. */
  in({ running, context, aside }: Turn): Permissions | undefined {
    if (aside !== undefined || context.mode.kind === "plan") return undefined;
    return [...this.#ofThread, ...(this.#ofTurns.get(running) ?? [])]
      .filter(({ mode }) => mode === context.sandboxPolicy.mode)
      .map(({ permissions }) => permissions)
      .reduce<Permissions | undefined>((sum, one) => (sum === undefined ? one : bothPermissions(sum, one)), undefined);
  }
}
