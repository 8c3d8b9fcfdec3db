import { sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { serverCase } from "../conformance-case.js";

conformance("handshake", {
  "initialize-and-tools": serverCase({
    about: "the tools that are offered, with the schemas of their arguments",
    deliberate: {
      "$.replies[2].result.tools: 6 entries instead of 2": "the conversation tools are listed, too",
      "$.replies[2].result.tools[1].inputSchema.required: 1 entries instead of 2":
        "codex-reply takes the session by any of its three names",
    },
    async play(client) {
      await client.initialize();
      await client.request("ping");
      await client.request("tools/list", {});
    },
  }),
  "initialize-twice": serverCase({
    about: "a second initialize is refused",
    async play(client) {
      await client.initialize();
      const again = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "again", version: "2" } };
      await client.request("initialize", again);
    },
  }),
  "unknown-tool": serverCase({
    about: "a missing tool",
    async play(client) {
      await client.initialize();
      await client.callTool("no-such-tool", {});
    },
  }),
  "string-ids": serverCase({
    about: "an id that is text comes back as text",
    model: [sse.say("hello")],
    async play(client) {
      await client.initialize();
      await client.callTool("codex", { prompt: "hi" }, "req-a");
    },
  }),
});
