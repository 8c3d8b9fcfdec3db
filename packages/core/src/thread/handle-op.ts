import type { Submission } from "@codex/protocol";
import { environmentContextItem } from "../context/environment-context.js";
import { appendHistoryEntry, lookupHistoryEntry } from "../rollout/message-history.js";
import type { Session } from "../session/session.js";
import { createTurnContext, type TurnContext } from "../session/turn-context.js";
import { userMessageItems } from "../skills/thread-skills.js";
import { runCompactTask } from "../turn/compact.js";
import { runTask } from "../turn/run-task.js";

type InputItems = Extract<Submission["op"], { type: "user_input" }>["items"];
type Override = Extract<Submission["op"], { type: "override_turn_context" }>;

/** The settings that later turns start from. */
export interface CurrentContext {
  value: TurnContext;
}

/** Carries out one op. Ops come one after the other; what takes long runs as a task of the session. */
export async function handleOp(session: Session, current: CurrentContext, { id, op }: Submission): Promise<void> {
  switch (op.type) {
    case "interrupt":
      session.interrupt();
      return;
    case "user_input":
      return startOrJoin(session, { id, items: op.items, context: () => current.value });
    case "user_turn": {
      const { items, cwd, model, effort, summary } = op;
      const settings = {
        cwd,
        model,
        effort,
        summary,
        approvalPolicy: op.approval_policy,
        sandboxPolicy: op.sandbox_policy,
      };
      const context = () => createTurnContext(session.config, settings, session.services.createModelClient);
      return startOrJoin(session, { id, items, context });
    }
    case "override_turn_context":
      return overrideContext(session, current, op);
    case "exec_approval":
    case "patch_approval":
      if (op.decision === "abort") session.interrupt();
      else session.approvals.answer(op.id, op.decision);
      return;
    case "add_to_history":
      // Its file may be locked by another process: what the user says next does not wait for that.
      session.runBeside(id, appendHistoryEntry(session.config, { text: op.text, sessionId: session.id }));
      return;
    case "get_history_entry_request": {
      const entry = await lookupHistoryEntry(session.config.codexHome, { logId: op.log_id, offset: op.offset });
      return session.publish(id, { type: "get_history_entry_response", offset: op.offset, log_id: op.log_id, entry });
    }
    case "get_history":
      return session.publish(id, {
        type: "conversation_history",
        conversation_id: session.id,
        entries: [...session.history.items],
      });
    case "list_mcp_tools":
      return session.publish(id, { type: "mcp_list_tools_response", tools: session.services.mcp?.listTools() ?? {} });
    case "compact":
      if (session.tasks.isRunning)
        return session.publish(id, {
          type: "error",
          message: "compact: wait for the running turn to end, or interrupt it first",
        });
      session.tasks.start(id, (task) => runCompactTask(session, current.value, task));
      return;
    case "shutdown":
      await session.close();
      session.publish(id, { type: "shutdown_complete" });
      session.hub.close();
      return;
    default:
      op satisfies never;
  }
}

async function startOrJoin(
  session: Session,
  { id, items, context }: { id: string; items: InputItems; context: () => TurnContext },
): Promise<void> {
  if (items.length === 0) return;
  if (session.tasks.isRunning) {
    for (const item of await userMessageItems(session.config, items)) session.inject(item);
    return;
  }
  const turnContext = context();
  session.tasks.start(id, (task) => runTask(session, turnContext, task, items));
}

async function overrideContext(session: Session, current: CurrentContext, op: Override): Promise<void> {
  const before = current.value;
  const settings = {
    cwd: op.cwd ?? before.cwd,
    approvalPolicy: op.approval_policy ?? before.approvalPolicy,
    sandboxPolicy: op.sandbox_policy ?? before.sandboxPolicy,
    model: op.model ?? before.model,
    effort: op.effort ?? before.effort,
    summary: op.summary ?? before.summary,
  };
  current.value = createTurnContext(session.config, settings, session.services.createModelClient);
  if (op.cwd === undefined && op.approval_policy === undefined && op.sandbox_policy === undefined) return;
  await session.record([
    environmentContextItem({ cwd: op.cwd, approvalPolicy: op.approval_policy, sandboxPolicy: op.sandbox_policy }),
  ]);
}
