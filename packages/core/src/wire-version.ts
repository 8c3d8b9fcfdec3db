/** The codex release whose wire behaviour this project matches; servers read it from the `version` and `User-Agent` headers. */
export const WIRE_VERSION = "0.25.0";
