import path from "node:path";
import type { ToolOutput } from "@codex/protocol";
import * as z from "zod/mini";
import { readImage } from "../history/read-image.js";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";

const ImageArgumentsSchema = z.object({ path: z.string().check(z.minLength(1)) });

/** `view_image`: the model gets a picture that is a file. */
export async function runImageTool({ turn, callId, arguments: text }: ToolInvocation): Promise<ToolOutput> {
  const parsed = parseArguments(text, ImageArgumentsSchema);
  if (!parsed.ok) return parsed.message;
  const { running, context } = turn;
  if (context.modelFamily.seesImages === false) return "this model does not take images";
  const file = path.resolve(context.cwd, parsed.value.path);
  const image = await readImage(file);
  running.throwIfInterrupted();
  if (!image.ok) return `the image ${file} cannot be shown: ${image.reason}`;
  running.item("image-view", { callId, path: file }).complete();
  return [{ type: "input_image", image_url: image.url }];
}
