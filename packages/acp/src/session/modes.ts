import { approvalPolicyName, type SettingsChange, type TurnSettings } from "@codex/core";

type Policies = Pick<TurnSettings, "approvalPolicy" | "sandboxPolicy">;

/** What a session may do without asking. The ids are those of the adapter that editors know, so that their saved ids stay valid. */
export interface Mode {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The settings that it changes for later turns. */
  readonly settings: SettingsChange;
}

/** The mode that changes nothing. */
export const PLAN_MODE = "plan";

/** The mode that asks before every change. */
export const READ_ONLY_MODE = "read-only";

const PLAN: Mode = {
  id: PLAN_MODE,
  name: "Plan",
  description: "Changes nothing; explores, asks, and makes a plan for you to approve",
  settings: { mode: { kind: "plan" } },
};

const PRESETS: readonly (Mode & { readonly settings: Policies })[] = [
  {
    id: READ_ONLY_MODE,
    name: "Read only",
    description: "Reads files and answers; asks before changing or running anything else",
    settings: { approvalPolicy: "on-request", sandboxPolicy: { mode: "read-only" } },
  },
  {
    id: "agent",
    name: "Agent",
    description: "Works in this folder; asks before leaving it or using the network",
    settings: {
      approvalPolicy: "on-request",
      sandboxPolicy: {
        mode: "workspace-write",
        network_access: false,
        exclude_tmpdir_env_var: false,
        exclude_slash_tmp: false,
      },
    },
  },
  {
    id: "agent-full-access",
    name: "Agent, full access",
    description: "Does everything without asking, including network access; be careful",
    settings: { approvalPolicy: "never", sandboxPolicy: { mode: "danger-full-access" } },
  },
];

/** The available modes, and the one that matches the session's initial settings; if none does, one more is added for them. */
export function modesOf(configured: Policies): { readonly modes: readonly Mode[]; readonly current: string } {
  const fits = PRESETS.find(({ settings }) => isSame(settings, configured));
  if (fits !== undefined) {
    // The configuration may name more folders than the preset.
    const modes = PRESETS.map((mode) => (mode === fits ? { ...mode, settings: pickPolicies(configured) } : mode));
    return { modes: [...modes, PLAN], current: fits.id };
  }
  const { approvalPolicy, sandboxPolicy } = configured;
  const own: Mode = {
    id: "configured",
    name: "As configured",
    description: `What config.toml says: approvals ${approvalPolicyName(approvalPolicy)}, sandbox ${sandboxPolicy.mode}`,
    settings: pickPolicies(configured),
  };
  return { modes: [own, ...PRESETS, PLAN], current: own.id };
}

const pickPolicies = ({ approvalPolicy, sandboxPolicy }: Policies): Policies => ({ approvalPolicy, sandboxPolicy });

function isSame(preset: Policies, { approvalPolicy, sandboxPolicy }: Policies): boolean {
  if (preset.approvalPolicy !== approvalPolicy || preset.sandboxPolicy.mode !== sandboxPolicy.mode) return false;
  return sandboxPolicy.mode !== "workspace-write" || !sandboxPolicy.network_access;
}
