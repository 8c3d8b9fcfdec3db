import type { Notice } from "../items/notice.js";
import type { SettingsChange, TurnSettings } from "../session/turn-context.js";

/** The notice for a message with settings of its own that joined a turn with others; undefined if nothing is ignored. */
export function unusedSettings(brought: SettingsChange, running: TurnSettings): Notice | undefined {
  const names = Object.entries(brought)
    .filter(([name, value]) => value !== undefined && !isSame(value, Reflect.get(running, name)))
    .map(([name]) => WORDS[name] ?? name);
  if (names.length === 0) return undefined;
  const message = `The message was added to the running turn, whose settings do not change: ${names.join(", ")} of the message is ignored`;
  return { level: "warning", code: "settings-unused", message };
}

const WORDS: Readonly<Record<string, string>> = {
  cwd: "the folder",
  workspaceRoots: "the workspace roots",
  approvalPolicy: "the approval policy",
  approvalsReviewer: "the reviewer of approvals",
  sandboxPolicy: "the sandbox policy",
  restrictions: "the permission profile",
  permissionProfile: "the permission profile",
  model: "the model",
  effort: "the reasoning effort",
  summary: "the reasoning summary",
  serviceTier: "the service tier",
};

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
