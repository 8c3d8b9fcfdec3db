export { encodeJson } from "./encode-json.js";
export { encodeUtf8 } from "./encode-utf8.js";
export { breathe, goAhead, inSlices, LINES_PER_STEP, type SlicedWork } from "./in-slices.js";
export { LONG_TEXT, piecesOf } from "./long-text.js";
export { mapInSlices } from "./map-in-slices.js";
export { parseJson } from "./parse-json.js";
export { wellFormedJson } from "./well-formed-json.js";
