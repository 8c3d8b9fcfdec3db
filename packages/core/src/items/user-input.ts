/** A part of a text that a client displays as a unit. */
export interface TextElement {
  /** Offsets in UTF-8 bytes; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** The text displayed instead. */
  readonly placeholder?: string | undefined;
}

/** A part of the user's input. */
export type UserInput =
  | { readonly type: "text"; readonly text: string; readonly elements?: readonly TextElement[] | undefined }
  /** A `data:` URL, or one that the model's server can fetch. */
  | { readonly type: "image"; readonly url: string }
  /** A file that is read when the turn starts. */
  | { readonly type: "local-image"; readonly path: string }
  /** A skill that the message names. */
  | { readonly type: "skill"; readonly name: string; readonly path: string }
  /** A file, an app or a tool that the message names; `path` may be a URI. */
  | { readonly type: "mention"; readonly name: string; readonly path: string };
