import type { CurrentSandboxPolicy } from "@codex/protocol";
import { bothPermissions, type Permissions } from "../items/permissions.js";
import type { RunningTurn } from "./running-turn.js";
import type { Turn } from "./turn.js";

interface Grant {
  readonly permissions: Permissions;
  /** The sandbox mode at the time; in a stricter mode the grant does not apply. */
  readonly mode: CurrentSandboxPolicy["mode"];
}

/** Extra permissions that the model requested in advance and the user granted to a thread's turns. */
export class GrantedPermissions {
  readonly #ofThread: Grant[] = [];
  readonly #ofTurns = new WeakMap<RunningTurn, Grant[]>();

  grant({ running, context }: Turn, permissions: Permissions, scope: "turn" | "thread"): void {
    const grant = { permissions, mode: context.sandboxPolicy.mode };
    if (scope === "thread") this.#ofThread.push(grant);
    else this.#ofTurns.set(running, [...(this.#ofTurns.get(running) ?? []), grant]);
  }

  /** The permissions that apply in a turn: none in an aside, and none in plan mode, which changes nothing. */
  in({ running, context, aside }: Turn): Permissions | undefined {
    if (aside !== undefined || context.mode.kind === "plan") return undefined;
    return [...this.#ofThread, ...(this.#ofTurns.get(running) ?? [])]
      .filter(({ mode }) => mode === context.sandboxPolicy.mode)
      .map(({ permissions }) => permissions)
      .reduce<Permissions | undefined>((sum, one) => (sum === undefined ? one : bothPermissions(sum, one)), undefined);
  }
}
