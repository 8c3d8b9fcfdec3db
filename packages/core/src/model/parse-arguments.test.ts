import { expect, it } from "vitest";
import * as z from "zod/mini";
import { parseArguments } from "./parse-arguments.js";

it("tells the model which type of value to send", async () => {
  const schema = z.object({ command: z.array(z.string()) });
  expect(await parseArguments('{"command":"ls"}', schema)).toEqual({
    ok: false,
    message: expect.stringMatching(/^failed to parse function arguments: command: .*array/),
  });
  expect(await parseArguments('{"command":', schema)).toMatchObject({ ok: false });
  expect(await parseArguments('{"command":["ls"]}', schema)).toEqual({ ok: true, value: { command: ["ls"] } });
});
