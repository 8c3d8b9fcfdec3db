import { createPaint } from "../../src/text/theme.js";
import type { Look } from "../../src/view/look.js";
import { marksFor } from "../../src/view/marks.js";

/** A terminal of 80 columns without colours. */
export const look: Look = {
  paint: createPaint({ depth: 0, theme: "auto", background: undefined, attributes: false }),
  marks: marksFor(true),
  unicode: true,
  cwd: "/",
  columns: () => 80,
  fileAddress: () => undefined,
  hideReasoning: false,
};
