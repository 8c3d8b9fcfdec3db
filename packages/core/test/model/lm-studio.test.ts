import { closedPort, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { checkLmStudioModel } from "../../src/model/provider/lm-studio.js";
import { clientOptions } from "./client-options.js";

const check = (baseUrl: string, model = "openai/gpt-oss-20b") =>
  checkLmStudioModel({
    provider: clientOptions(baseUrl).provider,
    model,
    env: {},
    signal: new AbortController().signal,
  });

const list = (...names: readonly string[]) =>
  ({ type: "status", status: 200, body: { data: names.map((id) => ({ id })) } }) as const;

describe("a model of LM Studio", () => {
  it("is used if the server has it, or does not list its models", async () => {
    const silent = { type: "status", status: 200, body: {} } as const;
    await using server = await startModelServer([
      list("openai/gpt-oss-20b"),
      list("openai/gpt-oss-20b"),
      silent,
      silent,
    ]);
    await check(server.baseUrl);
    await check(`${server.baseUrl}//`);
    expect(new Set(server.requests.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(["GET /v1/models"]),
    );
  });

  it("is reported with advice if it is missing", async () => {
    await using server = await startModelServer([list("other"), list("other")]);
    await expect(check(server.baseUrl, "a/b")).rejects.toMatchObject({
      code: "connection-failed",
      message: "LM Studio does not have a/b; download it with `lms get a/b`",
    });
  });

  it("needs a server: explains how to start it", async () => {
    const refused = { type: "status", status: 500, body: {} } as const;
    await using server = await startModelServer([refused]);
    for (const baseUrl of [`http://localhost:${await closedPort()}/v1`, server.baseUrl]) {
      await expect(check(baseUrl)).rejects.toMatchObject({
        code: "connection-failed",
        message: expect.stringContaining("lms server start"),
      });
    }
    await expect(check("no URL")).rejects.toMatchObject({ code: "config-invalid" });
  });
});
