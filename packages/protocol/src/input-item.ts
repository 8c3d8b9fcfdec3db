import * as z from "zod/mini";

/** A part of user input in ops. The client requests use `WireInputItem` instead. */
export const InputItemSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  /** `image_url` is a `data:` URL or one that the model's server can fetch. */
  z.object({ type: z.literal("image"), image_url: z.string() }),
  /** A file that is read and encoded when the turn starts. */
  z.object({ type: z.literal("local_image"), path: z.string() }),
]);
export type InputItem = z.infer<typeof InputItemSchema>;

/** A part of user input in `sendUserMessage` and `sendUserTurn`: the content is in `data`. */
export const WireInputItemSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), data: z.object({ text: z.string() }) }),
  z.object({ type: z.literal("image"), data: z.object({ image_url: z.string() }) }),
  z.object({ type: z.literal("localImage"), data: z.object({ path: z.string() }) }),
]);
export type WireInputItem = z.infer<typeof WireInputItemSchema>;

/** Converts the form of the client requests to that of ops. */
export function inputItemFromWire(item: WireInputItem): InputItem {
  switch (item.type) {
    case "text":
      return { type: "text", text: item.data.text };
    case "image":
      return { type: "image", image_url: item.data.image_url };
    case "localImage":
      return { type: "local_image", path: item.data.path };
    default:
      throw new TypeError(`Not an input item: ${JSON.stringify(item satisfies never)}`);
  }
}
