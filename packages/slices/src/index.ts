export { encodeJson } from "./encode-json.js";
export { breathe, inSlices, LINES_PER_STEP, type SlicedWork } from "./in-slices.js";
export { parseJson } from "./parse-json.js";
export { utf8Pieces } from "./utf8-pieces.js";
