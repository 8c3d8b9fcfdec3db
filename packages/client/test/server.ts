import { Connection, createCaller, type Handlers, serveTable, type Transport } from "@codex/jsonrpc";
import { clientMethods, type EventMsg, serverMethods } from "@codex/protocol";

export const CONVERSATION = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const SUBSCRIPTION = "11111111-10b1-426f-9247-bb680e5fe0c8";
const LOGIN = "22222222-10b1-426f-9247-bb680e5fe0c8";

/** A Codex server that asks for approval before it answers, and answers with the decision. */
export function startServer(transport: Transport): Connection {
  let turn = 0;
  const handlers: Handlers<typeof clientMethods> = {
    newConversation: ({ model }) => ({ conversationId: CONVERSATION, model: model ?? "default" }),
    addConversationListener: () => ({ subscriptionId: SUBSCRIPTION }),
    removeConversationListener: () => ({}),
    closeConversation: () => {
      send({ type: "shutdown_complete" });
      return {};
    },
    sendUserMessage: ({ items }) => {
      const [item] = items;
      void runTurn(item?.type === "text" ? item.data.text : "");
      return {};
    },
    sendUserTurn: ({ model }) => {
      void runTurn(`as ${model}`);
      return {};
    },
    interruptConversation: () => {
      send({ type: "turn_aborted", reason: "interrupted" });
      return { abortReason: "interrupted" };
    },
    gitDiffToRemote: ({ cwd }) => ({ sha: "0".repeat(40), diff: `of ${cwd}` }),
    loginChatGpt: () => {
      // The notification may arrive before the response.
      void connection.notify("codex/event/login_chat_gpt_complete", { loginId: LOGIN, success: true });
      void connection.notify("codex/event/auth_status_change", { authMethod: "chatgpt" });
      return { loginId: LOGIN, authUrl: "https://auth.example/" };
    },
    cancelLoginChatGpt: () => ({}),
    logoutChatGpt: () => ({}),
    getAuthStatus: () => ({ preferredAuthMethod: "chatgpt" }),
  };
  const serve = serveTable(clientMethods, handlers);
  const connection = new Connection({
    transport,
    findHandler: (method) => (method === "initialize" ? () => ({ protocolVersion: "2025-06-18" }) : serve(method)),
  });
  const ask = createCaller(connection, serverMethods);

  function send(msg: EventMsg): void {
    const params = { conversationId: CONVERSATION, id: String(turn), msg };
    void connection.notify(`codex/event/${msg.type}`, params);
  }

  async function runTurn(text: string): Promise<void> {
    turn += 1;
    if (text === "fail") return send({ type: "error", message: "no" });
    send({ type: "task_started" });
    if (text === "hang") return;
    const call = { conversation_id: CONVERSATION, call_id: "call" };
    const exec = await ask("execCommandApproval", { ...call, command: ["rm", "-rf", "x"], cwd: "/" });
    const patch = await ask("applyPatchApproval", { ...call, file_changes: { "a.txt": "delete" } });
    send({ type: "agent_message", message: `${text}: ${exec.decision}, ${patch.decision}` });
    send({ type: "task_complete" });
  }
  return connection;
}
