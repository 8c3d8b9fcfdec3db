import { CodexError, readUserImage } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { createEngine } from "./engine.js";
import { configFromInvocation, imagesOf } from "./session-config.js";

/** `codex debug prompt-input`: prints the first request of a new thread without sending it. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  await using engine = await createEngine(config, io);
  const thread = await engine.manager.newThread(config, { ephemeral: true });
  const images = await Promise.all(imagesOf(invocation, io).map(imagePart));
  const text = invocation.positionals.join(" ");
  const content = [...images, ...(text === "" ? [] : [{ type: "input_text", text }])];
  const message = { type: "message", role: "user", content };
  const input = [...thread.history, ...(content.length === 0 ? [] : [message])];
  io.stdout.write(`${JSON.stringify(input, undefined, 2)}\n`);
  return 0;
}

async function imagePart(file: string) {
  const image = await readUserImage(file);
  if (!image.ok) throw new CodexError("request-invalid", `--image: ${file}: ${image.reason}`);
  return { type: "input_image", image_url: image.url };
}
