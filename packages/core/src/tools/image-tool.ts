import path from "node:path";
import * as z from "zod/mini";
import { leadsInto } from "../files/leads-into.js";
import { readImage } from "../history/read-image.js";
import { sandboxOf } from "../session/sandbox-of.js";
import type { Turn } from "../session/turn.js";
import { createImageTool, VIEW_IMAGE_TOOL_NAME } from "../specs/image-tool-spec.js";
import { functionTool } from "./function-tool.js";
import { failedAnswer } from "./tool.js";

/** `view_image`: shows an image file to the model. */
export const imageTool = ({ session, context }: Turn) =>
  functionTool({
    names: [VIEW_IMAGE_TOOL_NAME],
    spec: ({ modelFamily, includeImageTool }) =>
      includeImageTool && modelFamily.seesImages === true ? createImageTool() : undefined,
    isOff: ({ includeImageTool }) => !includeImageTool,
    isForAsides: true,
    leavesFilesAlone: true,
    runsInParallel: () => true,
    arguments: z.object({ path: z.string().check(z.minLength(1)) }),
    async run(args, { running, cwd, callId, modelFamily }) {
      if (modelFamily.seesImages === false) return failedAnswer("this model does not accept images");
      const file = path.resolve(cwd, args.path);
      const { deniedPaths } = sandboxOf(session, context);
      // Checked again when it is open: a link may have changed. Without this check, the answer would tell which denied files exist.
      if (await leadsInto(file, deniedPaths))
        return failedAnswer(`the image ${file} cannot be shown: the permission profile denies it`);
      const image = await readImage(file, deniedPaths);
      running.throwIfInterrupted();
      if (!image.ok) return failedAnswer(`the image ${file} cannot be shown: ${image.reason}`);
      running.item("image-view", { callId, path: file }).complete();
      return [{ type: "input_image", image_url: image.url }];
    },
  });
