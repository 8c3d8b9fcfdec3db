import { readFile } from "node:fs/promises";
import path from "node:path";
import { PassThrough, Writable } from "node:stream";
import { startHttpServer } from "@codex/test-support";
import { expect, test } from "vitest";
import { runCommandLine } from "../src/main.js";
import { createWorkspace } from "./support/workspace.js";

/** A server that demands a token, and issues them itself at the usual addresses. */
function startIssuer() {
  return startHttpServer(({ url = "" }, response) => {
    const json = (status: number, value: object) => response.writeHead(status).end(JSON.stringify(value));
    if (url === "/mcp") return void json(401, {});
    if (url === "/register") return void json(201, { client_id: "c", redirect_uris: [] });
    if (url === "/token") return void json(200, { access_token: "t", token_type: "Bearer" });
    return void json(404, {});
  });
}

test("a login completes with the address where a browser on another machine ended up", async () => {
  await using server = await startIssuer();
  await using workspace = await createWorkspace({
    config: `[mcp_servers.far]\nurl = "${server.origin}/mcp"\n`,
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  const printed: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      printed.push(String(chunk));
      const login = URL.parse(/^http:.*\/authorize\?.*$/m.exec(String(chunk))?.[0] ?? "")?.searchParams;
      const back = `${login?.get("redirect_uri")}?code=c&state=`;
      if (login !== undefined) stdin.write(`${back}guessed\n${back}${login.get("state")}\n`);
      done();
    },
  });
  const status = await runCommandLine(["mcp", "login", "far", "--no-browser"], {
    stdin,
    stdout: output,
    stderr: output,
    env: { CODEX_HOME: workspace.codexHome },
    cwd: workspace.cwd,
    platform: "linux",
    signal: new AbortController().signal,
    version: "0.0.0",
  });
  expect([status, printed.at(-1)]).toEqual([0, "Logged in to MCP server 'far'.\n"]);
  expect(printed).toContain("This address does not belong to this login.\n");
  expect(await readFile(path.join(workspace.codexHome, ".credentials.json"), "utf8")).toContain('"access_token": "t"');
});
