import { type ModelReply, sse, startModelServer } from "@codex/test-support";
import { type EditorOptions, startEditor } from "./acp-editor.js";
import { createWorkspace, type WorkspaceOptions } from "./workspace.js";

export const FREE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
export const ASKS = 'approval_policy = "untrusted"\nsandbox_mode = "read-only"';

/** Creates a file, then says so. */
export const TOUCH: readonly ModelReply[] = [sse.shell(["touch", "made"]), sse.say("done")];

/** A workspace with a scripted model, and an editor in it. */
export async function inEditor(
  { script, ...rest }: { readonly script: readonly ModelReply[] } & Omit<WorkspaceOptions, "model">,
  options: Omit<EditorOptions, "workspace"> = {},
) {
  await using resources = new AsyncDisposableStack();
  const model = resources.use(await startModelServer(script));
  const workspace = resources.use(await createWorkspace({ model, config: FREE, ...rest }));
  const editor = resources.use(await startEditor({ workspace, ...options }));
  const held = resources.move();
  return { model, workspace, editor, [Symbol.asyncDispose]: () => held.disposeAsync() };
}
