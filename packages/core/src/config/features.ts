/** The maturity of a feature. */
export type FeatureStage = "stable" | "beta" | "under development" | "deprecated" | "removed";

/** A feature that `[features]` in config.toml can enable or disable. */
export interface Feature {
  readonly name: string;
  readonly stage: FeatureStage;
  readonly isOnByDefault: boolean;
  readonly displayName: string;
  readonly description: string;
}

const stable = (name: string, displayName: string, description: string): Feature => ({
  name,
  stage: "stable",
  isOnByDefault: true,
  displayName,
  description,
});

/** All features, by name. The code that implements one checks it with `isFeatureOn`. */
export const FEATURES: readonly Feature[] = [
  {
    name: "default_mode_request_user_input",
    stage: "beta",
    isOnByDefault: false,
    displayName: "Questions",
    description: "The model may ask you, and wait for the answer, outside of plan mode too",
  },
  {
    name: "goals",
    stage: "beta",
    isOnByDefault: false,
    displayName: "Goals",
    description: "A thread may have a goal, and turns follow each other until it is met",
  },
  {
    name: "multi_agent_v2",
    stage: "under development",
    isOnByDefault: false,
    displayName: "Named subagents",
    description: "The model names its subagents, such as /root/tests, and they can send each other messages",
  },
  {
    name: "request_permissions_tool",
    stage: "under development",
    isOnByDefault: false,
    displayName: "More rights",
    description: "The model may ask you for folders or the network before its commands need them",
  },
  stable("hooks", "Hooks", "Runs your commands at set points of a session"),
  stable("shell_tool", "Commands", "The model may run commands"),
  stable("view_image", "Pictures", "The model may look at image files"),
  stable("undo", "Undo", "Saves the files of a Git repository before each turn that may change them"),
];

/** Whether a feature is on; undefined for an unknown name. */
export function isFeatureOn(name: string, switches: Readonly<Record<string, boolean>>): boolean | undefined {
  const feature = FEATURES.find((one) => one.name === name);
  return feature === undefined ? undefined : (switches[name] ?? feature.isOnByDefault);
}
